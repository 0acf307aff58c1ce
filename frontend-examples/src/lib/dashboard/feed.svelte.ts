/** What happened, newest first: bounded however long the sale runs, and still while somebody reads. */
import type { SessionEvent } from '$lib/live';
import type { LiveSaleFragment } from '$lib/live/sessionEvents.generated';

/** More than anybody reads while it moves; older ones are asked for. */
const ENTRIES_MAX = 200;
/** Older sales a request, the API's largest page. */
const OLDER_SALES = 100;

type Told = Exclude<SessionEvent['kind'], 'ITEMS_HELD' | 'ITEMS_RELEASED'>;

/** A line of the feed. */
export interface FeedEntry {
	/** Place in the session's order of events. */
	sequence: number;
	kind: Told;
	at: string;
	/** As it is now, as far as this page knows; null unless it is about a sale. */
	sale: LiveSaleFragment | null;
	/** How many items came or went. */
	itemCount: number | null;
	reason: string | null;
}

/** Sales below the feed, as the API pages them. */
export interface OlderSales {
	nodes: readonly LiveSaleFragment[];
	pageInfo: { hasPreviousPage: boolean; startCursor?: string | null };
}

export class Feed {
	/** Newest first. */
	entries = $state.raw<readonly FeedEntry[]>([]);
	/** While it stands still, news waits. */
	paused = $state(false);
	/** News since it stands still. */
	waiting = $state(0);
	hasOlder = $state(false);
	#held: readonly FeedEntry[] = [];
	/** While older sales are asked for: what has changed meanwhile, by id, which their page may not know. */
	#changedMeanwhile: Map<string, LiveSaleFragment> | null = null;
	/** Of the oldest sale that was asked for; null once what is above it has moved. */
	#below: string | null = null;
	/** The newest sale that the server rendered. */
	readonly #rendered: number;

	/** `initial`: the newest sales that the server rendered, oldest first. */
	constructor(initial: OlderSales) {
		this.entries = initial.nodes.map(recorded).reverse();
		this.hasOlder = initial.pageInfo.hasPreviousPage;
		this.#rendered = initial.nodes.at(-1)?.sequence ?? 0;
	}

	/** Takes events in order, each once. */
	take(events: readonly SessionEvent[]): void {
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- lives for this call
		const changed = new Map(events.flatMap(changedSale));
		// A sale and what has changed it may come together.
		const fresh = events
			.flatMap(told)
			.filter(({ sequence }) => sequence > this.#rendered || this.#lacks(sequence))
			.map((entry) => renewed(entry, changed));
		if (changed.size > 0) this.entries = this.entries.map((entry) => renewed(entry, changed));
		for (const [id, sale] of changed) this.#changedMeanwhile?.set(id, sale);
		if (fresh.length === 0) return;
		fresh.reverse();
		if (this.paused) {
			this.#held = [...fresh, ...this.#held.map((entry) => renewed(entry, changed))].slice(0, ENTRIES_MAX);
			this.waiting += fresh.length;
		} else {
			this.#show([...fresh, ...this.entries]);
		}
	}

	pause(): void {
		this.paused = true;
	}

	/** Goes on with what has happened meanwhile, and lets older entries go. */
	resume(): void {
		this.paused = false;
		this.waiting = 0;
		this.#changedMeanwhile = null;
		const all = [...this.#held, ...this.entries];
		this.#held = [];
		this.#show(all);
	}

	/** Adds older sales below, and stands still: they would be pushed out of sight. */
	async older(page: (before: string | null, last: number) => Promise<OlderSales>): Promise<void> {
		this.pause();
		const oldest = this.entries.at(-1)?.sequence ?? Infinity;
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shows it
		const changed = (this.#changedMeanwhile = new Map<string, LiveSaleFragment>());
		try {
			for (;;) {
				// Events have no cursor: pages are asked from the newest down to what is not shown yet.
				const { nodes, pageInfo } = await page(this.#below, OLDER_SALES);
				// It went on meanwhile, and ends elsewhere now.
				if (this.#changedMeanwhile !== changed) return;
				const below = nodes.filter(({ sequence }) => sequence < oldest);
				this.#below = pageInfo.startCursor ?? null;
				this.hasOlder = pageInfo.hasPreviousPage;
				if (below.length === 0 && this.hasOlder) continue;
				const entries = below.map((sale) => renewed(recorded(sale), changed));
				this.entries = [...this.entries, ...entries.reverse()];
				return;
			}
		} finally {
			if (this.#changedMeanwhile === changed) this.#changedMeanwhile = null;
		}
	}

	/** A sale that was rendered already comes again as an event, since the streams begin a little earlier. */
	#lacks(sequence: number): boolean {
		return !this.entries.some((entry) => entry.sequence === sequence);
	}

	/** What was rendered may come again among the news, and what happened between belongs between. */
	#show(entries: FeedEntry[]): void {
		this.#below = null;
		if (entries.length > ENTRIES_MAX) this.hasOlder = true;
		this.entries = entries.sort((one, other) => other.sequence - one.sequence).slice(0, ENTRIES_MAX);
	}
}

function recorded(sale: LiveSaleFragment): FeedEntry {
	const { sequence, recordedAt: at } = sale;
	return { sequence, kind: 'SALE_RECORDED', at, sale, itemCount: null, reason: null };
}

/** Holds come with every scan: nobody could read anything else between them. */
function told(event: SessionEvent): FeedEntry[] {
	const { sequence, kind, occurredAt: at } = event;
	if (kind === 'ITEMS_HELD' || kind === 'ITEMS_RELEASED') return [];
	const entry = { sequence, kind, at, sale: null, itemCount: null, reason: null };
	switch (event.__typename) {
		case 'SaleRecordedEvent':
		case 'SaleChangedEvent':
			return [{ ...entry, sale: event.sale }];
		case 'SaleVoidedEvent':
			return [{ ...entry, sale: event.sale, reason: event.voidReason }];
		case 'SaleSessionItemsEvent':
			return [{ ...entry, itemCount: event.itemCount, reason: event.reason ?? null }];
		default:
			return [entry];
	}
}

function changedSale(event: SessionEvent): [string, LiveSaleFragment][] {
	const changes = event.__typename === 'SaleVoidedEvent' || event.__typename === 'SaleChangedEvent';
	return changes ? [[event.sale.id, event.sale]] : [];
}

function renewed(entry: FeedEntry, changed: ReadonlyMap<string, LiveSaleFragment>): FeedEntry {
	const sale = entry.sale && changed.get(entry.sale.id);
	return sale ? { ...entry, sale } : entry;
}
