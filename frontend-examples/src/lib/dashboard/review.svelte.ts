/** Sales that wait for a person, oldest first. */
import { ApiError } from '$lib/graphql';
import type { SessionEvent } from '$lib/live';
import type { ReviewPageFragment } from './review.generated';

export type ReviewSale = ReviewPageFragment['nodes'][number];

/** A till that comes back sends what it has sold offline at once: one question for all of them. */
const PAUSE_MS = 500;
/** Without an answer the pause doubles up to this one. */
const PAUSE_MS_MAX = 30_000;

export class Review {
	sales = $state.raw<readonly ReviewSale[]>([]);
	hasMore = $state(false);
	readonly #ask: (after: string | null) => Promise<ReviewPageFragment>;
	#cursor: string | null = null;
	/** As many as somebody has asked for. */
	#pages = 1;
	#isAsking = false;
	/** Deliveries so far in which a sale has changed: an answer that was under way may be of before. */
	#changes = 0;
	/** Something happened while it asked. */
	#isStale = false;
	#failures = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#stopped = false;

	/** `initial`: what the server rendered. */
	constructor(initial: ReviewPageFragment, ask: (after: string | null) => Promise<ReviewPageFragment>) {
		this.#ask = ask;
		this.#show(initial);
	}

	/** Asks again if any of these concerns the queue. */
	take(events: readonly SessionEvent[]): void {
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this call
		const listed = new Set(this.sales.map(({ id }) => id));
		if (events.some(isChange)) this.#changes += 1;
		if (events.some((event) => 'sale' in event && (event.sale.needsReview || listed.has(event.sale.id))))
			this.refresh();
	}

	/** Asks soon. */
	refresh(): void {
		this.#isStale = true;
		if (this.#isAsking || this.#stopped) return;
		const pause = Math.min(PAUSE_MS * 2 ** this.#failures, PAUSE_MS_MAX);
		this.#timer ??= setTimeout(() => void this.#refresh(), pause);
	}

	/** The next page. */
	async more(): Promise<void> {
		const changes = this.#changes;
		const page = await this.#ask(this.#cursor);
		this.#pages += 1;
		this.#show(joined(this.sales, page));
		if (this.#changes !== changes) this.refresh();
	}

	/** Asks no more. */
	stop(): void {
		this.#stopped = true;
		clearTimeout(this.#timer);
	}

	async #refresh(): Promise<void> {
		this.#timer = undefined;
		this.#isAsking = true;
		this.#isStale = false;
		const changes = this.#changes;
		try {
			this.#show(await this.#all());
			this.#isStale ||= this.#changes !== changes;
			this.#failures = 0;
		} catch (reason) {
			// What would be refused again is asked again when something happens, not before.
			this.#isStale ||= reason instanceof ApiError && reason.retryable;
			this.#failures += 1;
		} finally {
			this.#isAsking = false;
		}
		if (this.#isStale) this.refresh();
	}

	/** All pages that are shown. */
	async #all(): Promise<ReviewPageFragment> {
		let all = await this.#ask(null);
		for (let pages = 1; pages < this.#pages && all.pageInfo.hasNextPage; pages += 1) {
			all = joined(all.nodes, await this.#ask(all.pageInfo.endCursor ?? null));
		}
		return all;
	}

	#show({ nodes, pageInfo }: ReviewPageFragment): void {
		this.sales = nodes;
		this.hasMore = pageInfo.hasNextPage;
		this.#cursor = pageInfo.endCursor ?? null;
	}
}

function isChange({ __typename }: SessionEvent): boolean {
	return __typename === 'SaleVoidedEvent' || __typename === 'SaleChangedEvent';
}

/** What was read and the page below it; a sale that moved between the two is there once. */
function joined(above: readonly ReviewSale[], { nodes, pageInfo }: ReviewPageFragment): ReviewPageFragment {
	const known = new Set(above.map(({ id }) => id));
	return { nodes: [...above, ...nodes.filter(({ id }) => !known.has(id))], pageInfo };
}
