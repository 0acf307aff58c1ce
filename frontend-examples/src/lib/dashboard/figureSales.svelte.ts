/**
 * The sales behind a figure, exact for one moment of the session, while tills go on selling.
 *
 * Pages are read one after the other, so sales change between them. The page's event stream says which: what has changed is
 * read again, and the figure is asked anew until nothing has changed between what it says and what was read.
 */
/* eslint-disable svelte/prefer-svelte-reactivity -- ten thousand sales; what shows them is told once a page, by rows */
import { ApiError } from '$lib/graphql';
import type { SessionEvent } from '$lib/live';
import type { FigureSaleFragment, FigureSalesQueryVariables } from './figure.generated';
import type { Figure, Moments, Said } from './figure';

/** The API's largest page, and the most ids of one question. */
const PAGE_SALES = 100;
/** A hall that takes sales back faster than they can be read gets no exact list, and is told so. */
const ROUNDS_MAX = 20;
/** Until the figure has caught up with the stream. */
const PAUSE_MS = 200;

/** A sale and its part of the figure. */
export interface FigureRow {
	id: string;
	sequence: number;
	soldAt: string;
	till: string | null;
	status: FigureSaleFragment['status'];
	amount: bigint;
}

type Window = Pick<FigureSalesQueryVariables, 'first' | 'after' | 'last' | 'before'>;
interface SalesPage {
	nodes: FigureSaleFragment[];
	pageInfo: {
		hasNextPage: boolean;
		hasPreviousPage: boolean;
		startCursor: string | null;
		endCursor: string | null;
	};
}

/** How the API is asked; throws what the API throws. */
export interface FigureQuestions {
	moments: Moments;
	page: (figure: Figure, window: Window) => Promise<SalesPage>;
	byId: (figure: Figure, ids: string[]) => Promise<FigureSaleFragment[]>;
	/** The session's newest event now. */
	sequence: () => Promise<number>;
}

/** `agrees`: the sales sum to the figure. `differs`: they do not, which must not be hidden. `moving`: too much changes. */
export type FigureState = 'reading' | 'agrees' | 'differs' | 'moving' | 'failed';

export class FigureSales {
	state = $state<FigureState>('reading');
	/** What the figure says, and right after which event. */
	said = $state.raw<Said | null>(null);
	/** Newest first; while reading, the newest page. */
	rows = $state.raw<readonly FigureRow[]>([]);
	count = $state(0);
	sum = $state.raw(0n);
	error = $state.raw<ApiError | null>(null);
	readonly figure: Figure;
	readonly #questions: FigureQuestions;
	readonly #known = new Map<string, FigureRow>();
	/** Sales that changed since they may have been read. */
	readonly #changed = new Set<string>();
	/** The newest change: what the figure says must not be older. */
	#changedAt: number;
	#heard: number;
	#wake: (() => void) | null = null;
	#newest: string | null = null;
	#stopped = false;

	/** `heard`: the newest event that the page has seen. */
	constructor(figure: Figure, questions: FigureQuestions, heard: number) {
		this.figure = figure;
		this.#questions = questions;
		this.#heard = heard;
		this.#changedAt = heard;
	}

	/** Events of the session, all of them and in order, for as long as it reads. */
	take(events: readonly SessionEvent[]): void {
		for (const event of events) {
			this.#heard = event.sequence;
			if (event.__typename !== 'SaleVoidedEvent' && event.__typename !== 'SaleChangedEvent') continue;
			this.#changed.add(event.sale.id);
			this.#changedAt = event.sequence;
		}
		this.#wake?.();
	}

	/** Reads until the sales and the figure are of one moment. */
	async read(): Promise<void> {
		this.state = 'reading';
		try {
			for (let round = 0; round < ROUNDS_MAX && !this.#stopped; round += 1) {
				if (await this.#round(round)) return;
			}
			this.state = this.said && this.#agreesAt(this.said.sequence) ? 'differs' : 'moving';
		} catch (reason) {
			if (!(reason instanceof ApiError)) throw reason;
			this.error = reason;
			this.state = 'failed';
		}
	}

	stop(): void {
		this.#stopped = true;
		this.#wake?.();
	}

	async #round(round: number): Promise<boolean> {
		if (round > 0) await new Promise((done) => setTimeout(done, PAUSE_MS));
		const said = await this.figure.said(this.#questions.moments);
		this.said = said;
		if (this.#newest === null) await this.#backward(said);
		else await this.#forward();
		await this.#again();
		await this.#hear(await this.#questions.sequence());
		if (this.#stopped || !this.#agreesAt(said.sequence)) return false;
		this.#show(said.sequence);
		if (this.sum !== said.value) return false;
		this.state = 'agrees';
		return true;
	}

	/** Nothing that was read is of another moment than the figure. */
	#agreesAt(sequence: number): boolean {
		return this.#changed.size === 0 && this.#changedAt <= sequence;
	}

	/** The newest sales first: those somebody sees at once. */
	async #backward({ sequence }: Said): Promise<void> {
		let before: string | null = null;
		do {
			const { nodes, pageInfo }: SalesPage = await this.#questions.page(this.figure, {
				last: PAGE_SALES,
				before,
			});
			this.#newest ??= pageInfo.endCursor;
			this.#keep(nodes);
			if (before === null) this.#show(sequence);
			else this.#count(sequence);
			before = pageInfo.hasPreviousPage ? pageInfo.startCursor : null;
		} while (before !== null && !this.#stopped);
	}

	/** What came since. */
	async #forward(): Promise<void> {
		for (let more = true; more && !this.#stopped;) {
			const page = await this.#questions.page(this.figure, { first: PAGE_SALES, after: this.#newest });
			this.#keep(page.nodes);
			this.#newest = page.pageInfo.endCursor ?? this.#newest;
			more = page.pageInfo.hasNextPage;
		}
	}

	/** What has changed. */
	async #again(): Promise<void> {
		while (this.#changed.size > 0 && !this.#stopped) {
			const ids = [...this.#changed].slice(0, PAGE_SALES);
			for (const id of ids) this.#changed.delete(id);
			const sales = await this.#questions.byId(this.figure, ids);
			for (const id of ids) this.#known.delete(id);
			this.#keep(sales);
		}
	}

	/** Waits until the stream has told everything up to an event. */
	async #hear(sequence: number): Promise<void> {
		while (this.#heard < sequence && !this.#stopped) {
			await new Promise<void>((done) => (this.#wake = done));
		}
		this.#wake = null;
	}

	#keep(sales: FigureSaleFragment[]): void {
		for (const sale of sales) {
			const amount = this.figure.includes(sale) ? this.figure.amount(sale) : 0n;
			// A sale without a part of it is none that it is made of.
			if (amount === 0n) continue;
			const { id, sequence, soldAt, till, status } = sale;
			this.#known.set(id, { id, sequence, soldAt, till, status, amount });
		}
	}

	#count(upTo: number): FigureRow[] {
		const rows = [...this.#known.values()].filter(({ sequence }) => sequence <= upTo);
		this.count = rows.length;
		this.sum = rows.reduce((sum, { amount }) => sum + amount, 0n);
		return rows;
	}

	#show(upTo: number): void {
		this.rows = this.#count(upTo).sort((one, other) => other.sequence - one.sequence);
	}
}
