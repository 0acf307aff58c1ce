import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import type { SessionEvent } from '$lib/live';
import type { FigureSaleFragment } from './figure.generated';
import { Figures } from './figure.ts';
import { FigureSales, type FigureQuestions } from './figureSales.svelte.ts';

const AT = '2027-03-06T09:00:00Z';
const PAGE = 100;

/** A session that goes on selling while it is read: the test says when. */
class Session {
	sales: FigureSaleFragment[] = [];
	sequence = 0;
	reader: FigureSales | null = null;
	/** Runs before each page is answered. */
	meanwhile: () => void = () => undefined;
	/** What the figure says wrong, in minor units. */
	lie = 0;

	sell(): void {
		this.sequence += 1;
		this.sales.push({
			id: `sale-${this.sequence}`,
			sequence: this.sequence,
			status: 'RECORDED',
			till: 'T1',
			soldAt: AT,
			needsReview: false,
			total: '10.00',
			discountTotal: '0.00',
			consignorShareTotal: '6.500000',
			houseCutTotal: '3.500000',
			unattributedTotal: '0.000000',
			taxTotal: '0.00',
			chargesTotal: '0.00',
			roundingTotal: '0.000000',
			tenders: [{ kind: 'CASH', amount: '10.00' }],
		});
		this.#tell('SaleRecordedEvent', this.sales.at(-1) as FigureSaleFragment);
	}

	undo(index: number): void {
		this.sequence += 1;
		const sale = { ...(this.sales[index] as FigureSaleFragment), status: 'VOIDED' as const };
		this.sales[index] = sale;
		this.#tell('SaleVoidedEvent', sale);
	}

	#tell(type: 'SaleRecordedEvent' | 'SaleVoidedEvent', sale: FigureSaleFragment): void {
		this.reader?.take([{ __typename: type, sequence: this.sequence, sale } as unknown as SessionEvent]);
	}

	get standing(): FigureSaleFragment[] {
		return this.sales.filter(({ status }) => status === 'RECORDED');
	}

	questions(): FigureQuestions {
		return {
			moments: {
				totals: () => {
					const total = `${this.standing.length * 10 + this.lie}.00`;
					return Promise.resolve({ sequence: this.sequence, salesTotal: total } as never);
				},
				statistics: () => Promise.reject(new Error('not asked')),
				till: () => Promise.reject(new Error('not asked')),
			},
			page: (_, { first, after, before }) => {
				this.meanwhile();
				const all = this.standing;
				const end = before ? all.findIndex(({ id }) => id === before) : all.length;
				const from = after
					? all.findIndex(({ sequence, id }) => id === after || sequence > Number(after.slice(5)))
					: 0;
				const start = first ? from + (all[from]?.id === after ? 1 : 0) : Math.max(0, end - PAGE);
				const nodes = first ? all.slice(start, start + PAGE) : all.slice(start, end);
				return Promise.resolve({
					nodes,
					pageInfo: {
						hasNextPage: first ? start + PAGE < all.length : false,
						hasPreviousPage: !first && start > 0,
						startCursor: nodes[0]?.id ?? null,
						endCursor: nodes.at(-1)?.id ?? null,
					},
				});
			},
			byId: (_, ids) => Promise.resolve(this.sales.filter(({ id }) => ids.includes(id))),
			sequence: () => Promise.resolve(this.sequence),
		};
	}
}

let session: Session;

async function read(): Promise<FigureSales> {
	const figure = new Figures('EUR').sales('Gross');
	session.reader = new FigureSales(figure, session.questions(), session.sequence);
	await Promise.all([session.reader.read(), vi.runAllTimersAsync()]);
	return session.reader;
}

beforeEach(() => {
	vi.useFakeTimers();
	session = new Session();
	for (let sale = 0; sale < 250; sale += 1) session.sell();
});
afterEach(() => {
	vi.useRealTimers();
});

test('all pages together are the figure, newest first', async () => {
	const sales = await read();
	expect([sales.state, sales.count, sales.sum]).toEqual(['agrees', 250, 2500_00_0000n]);
	expect([sales.rows[0]?.sequence, sales.rows.at(-1)?.sequence]).toEqual([250, 1]);
});

test('sales made while it reads are not of that moment', async () => {
	session.meanwhile = () => session.sell();
	const sales = await read();
	expect([sales.state, sales.count, sales.said?.sequence]).toEqual(['agrees', 250, 250]);
});

test('a sale taken back while it reads moves the moment on, and both agree again', async () => {
	let pages = 0;
	// The first page has been read with it, and the last is read without another.
	session.meanwhile = () => {
		pages += 1;
		if (pages === 2) session.undo(249);
		if (pages === 3) session.undo(0);
		if (pages === 3) session.sell();
	};
	const sales = await read();
	expect([sales.state, sales.count, sales.said?.sequence]).toEqual(['agrees', 249, 253]);
	expect(sales.rows.map(({ id }) => id)).not.toContain('sale-250');
	expect(sales.sum).toBe(sales.said?.value);
});

test('read again it has what came since', async () => {
	const sales = await read();
	session.sell();
	session.undo(3);
	await Promise.all([sales.read(), vi.runAllTimersAsync()]);
	expect([sales.state, sales.count, sales.said?.sequence]).toEqual(['agrees', 250, 252]);
});

test('it waits for the stream: what changed unheard is not called exact', async () => {
	const figure = new Figures('EUR').sales('Gross');
	const sales = new FigureSales(figure, session.questions(), session.sequence - 1);
	void sales.read();
	await vi.runAllTimersAsync();
	expect(sales.state).toBe('reading');
	sales.take([{ __typename: 'SaleRecordedEvent', sequence: 250 } as SessionEvent]);
	await vi.runAllTimersAsync();
	expect(sales.state).toBe('agrees');
});

test('a figure that is wrong is said to be wrong', async () => {
	session.lie = 1;
	expect((await read()).state).toBe('differs');
});

test('without an answer it says so', async () => {
	session.meanwhile = () => {
		throw new ApiError('API_UNREACHABLE', 'gone');
	};
	const sales = await read();
	expect([sales.state, sales.error?.code]).toEqual(['failed', 'API_UNREACHABLE']);
});
