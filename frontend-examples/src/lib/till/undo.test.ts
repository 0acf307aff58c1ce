import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import { Journal, type JournalSale } from './journal.ts';
import { Sender } from './sender.ts';
import { cartOf, counterOf, fakeLocks, freshDatabase, sellOffline, TRAIN } from './testing.ts';
import { takeSaleBack, undoFinished } from './undo.ts';

let journal: Journal;
let sale: JournalSale;
beforeEach(async () => {
	journal = new Journal(await freshDatabase());
	sale = await sellOffline(journal, cartOf(TRAIN));
});

async function recorded(): Promise<JournalSale> {
	return (await journal.recorded(sale.key, { saleId: 'sale-1', needsReview: false })) as JournalSale;
}

describe('taking back what the server has', () => {
	type Answer = [what: string, voidSale: () => Promise<string | null>, kind: string, state: string];
	it.each<Answer>([
		['agrees', () => Promise.resolve(null), 'UNDONE', 'voided'],
		['refuses', () => Promise.resolve('TOO_LATE'), 'VOID_REFUSED', 'recorded'],
		[
			'is silent',
			() => Promise.reject(new ApiError('API_UNREACHABLE', 'nobody')),
			'VOID_UNCONFIRMED',
			'voiding',
		],
	])('says that the server %s', async (_, voidSale, kind, state) => {
		const counter = counterOf(journal, { voidSale });
		await takeSaleBack(counter, await recorded(), 'wrong price');
		expect(counter.notice).toMatchObject({ kind, number: sale.receipt.number });
		expect((await journal.find(sale.key))?.state).toBe(state);
	});

	it('says nothing of money before the server has answered', async () => {
		let answer: (code: string | null) => void = () => undefined;
		const voidSale = vi.fn(() => new Promise<string | null>((done) => (answer = done)));
		const counter = counterOf(journal, { voidSale });
		counter.finished = { receipt: sale.receipt, sale: await recorded() };
		const undone = undoFinished(counter, 'undone');
		await vi.waitFor(() => expect(voidSale).toHaveBeenCalled());
		expect(counter.notice?.kind).not.toBe('UNDONE');
		answer(null);
		await undone;
		expect(counter.notice?.kind).toBe('UNDONE');
	});

	it('needs no server for what it has never seen', async () => {
		const counter = counterOf(journal, {});
		await takeSaleBack(counter, sale, 'wrong price');
		expect(counter.notice?.kind).toBe('UNDONE');
	});
});

it.each([
	['TOO_LATE', 'onVoidRefused'],
	[null, 'onVoided'],
] as const)('tells what came of a void that was sent later: %s', async (code, name) => {
	await recorded();
	await journal.askVoid(sale.key, 'wrong price');
	const news = { onRound: vi.fn(), onAdopted: vi.fn(), onVoided: vi.fn(), onVoidRefused: vi.fn() };
	const server = { record: vi.fn(), voidSale: vi.fn(async () => code) };
	const end = new AbortController();
	news.onRound.mockImplementation(() => end.abort());
	await new Sender(journal, server, fakeLocks(), news).run(end.signal);
	expect(news[name]).toHaveBeenCalledTimes(1);
	expect(news[name].mock.calls[0]?.[0]).toMatchObject({ key: sale.key });
});
