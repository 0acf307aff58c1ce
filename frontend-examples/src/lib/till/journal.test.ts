import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Journal, JournalFull, SaleFinished } from './journal.ts';
import { forFile, journalFile, journalFileName } from './journalFile.ts';
import { begin, BIKE, cartOf, freshDatabase, sellOffline, SOLD_AT, TRAIN } from './testing.ts';

const PAID = [{ kind: 'CASH' as const, given: 1250n }];
const ANSWER = { saleId: 'sale-1', needsReview: false };
let journal: Journal;

beforeEach(async () => {
	journal = new Journal(await freshDatabase());
});

describe('the journal', () => {
	it('has a sale before anybody is asked, under the cart’s key and with a number of its own', async () => {
		const [one, other] = [cartOf(TRAIN), cartOf(BIKE)];
		expect(await begin(journal, one, PAID)).toMatchObject({ key: one.key, number: 1, state: 'asking' });
		expect(await begin(journal, other, PAID)).toMatchObject({ number: 2 });
		expect((await journal.find(other.key))?.receipt.number).toBe('3-0002');
	});

	it('numbers receipts once each, however many tabs begin at a time', async () => {
		const carts = Array.from({ length: 20 }, () => cartOf(TRAIN));
		const sales = await Promise.all(carts.map((cart) => begin(journal, cart, PAID)));
		expect(new Set(sales.map((sale) => sale.number)).size).toBe(20);
	});

	it('gives a refused sale back, which keeps its number when it is corrected', async () => {
		const cart = cartOf(TRAIN);
		const { number } = await begin(journal, cart, PAID);
		await journal.giveBack(cart.key);
		expect(await journal.find(cart.key)).toBeUndefined();
		expect((await begin(journal, { ...cart, receiptNumber: number }, PAID)).number).toBe(number);
		expect((await begin(journal, cartOf(BIKE), PAID)).number).toBe(number + 1);
	});

	it('does not begin a sale anew that is final', async () => {
		const cart = cartOf(TRAIN);
		await sellOffline(journal, cart);
		await expect(begin(journal, cart, PAID)).rejects.toBeInstanceOf(SaleFinished);
		expect((await journal.find(cart.key))?.state).toBe('waiting');
	});

	it('does not give a sale back that is final', async () => {
		const cart = cartOf(TRAIN);
		await sellOffline(journal, cart);
		await journal.giveBack(cart.key);
		expect((await journal.find(cart.key))?.state).toBe('waiting');
	});

	it('says that it is full before anything was begun', async () => {
		const cart = cartOf(TRAIN);
		const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
			throw new DOMException('no room', 'QuotaExceededError');
		});
		await expect(begin(journal, cart, PAID)).rejects.toBeInstanceOf(JournalFull);
		put.mockRestore();
		expect(await journal.find(cart.key)).toBeUndefined();
		expect((await begin(journal, cart, PAID)).number).toBe(1);
	});

	it('knows what this device has sold, until it is taken back', async () => {
		const cart = cartOf(TRAIN);
		await sellOffline(journal, cart);
		expect((await journal.soldHere(TRAIN))?.key).toBe(cart.key);
		expect(await journal.soldHere(BIKE)).toBeNull();
		await journal.askVoid(cart.key, 'wrong price');
		expect(await journal.soldHere(TRAIN)).toBeNull();
	});

	it('takes a waiting sale back only once the server has it', async () => {
		const cart = cartOf(TRAIN);
		await sellOffline(journal, cart);
		expect((await journal.askVoid(cart.key, 'wrong price'))?.state).toBe('waiting');
		expect((await journal.recorded(cart.key, ANSWER))?.state).toBe('voiding');
		expect((await journal.voided(cart.key))?.state).toBe('voided');
		expect(await journal.askVoid(cart.key, 'again')).toBeNull();
	});

	it('takes a stuck sale back at once: the server does not have it', async () => {
		const cart = cartOf(TRAIN);
		await sellOffline(journal, cart);
		await journal.stuck(cart.key, 'INVALID_LINE');
		expect((await journal.askVoid(cart.key, 'wrong price'))?.state).toBe('voided');
	});

	it('does not take a sale back by itself of whose key the server has another one', async () => {
		const cart = cartOf(TRAIN);
		await sellOffline(journal, cart);
		await journal.stuck(cart.key, 'IDEMPOTENCY_KEY_MISMATCH');
		expect((await journal.askVoid(cart.key, 'wrong price'))?.state).toBe('stuck');
	});

	it('lists what waits in the order of the sales', async () => {
		const carts = [cartOf(TRAIN), cartOf(BIKE), cartOf(TRAIN, BIKE)];
		for (const cart of carts) await sellOffline(journal, cart);
		expect((await journal.inState('waiting')).map((sale) => sale.key)).toEqual(carts.map((cart) => cart.key));
	});

	it('tells others of each change, once', async () => {
		const told = vi.fn();
		const loud = new Journal(journal.db, told);
		await sellOffline(loud, cartOf(TRAIN));
		expect(told).toHaveBeenCalledTimes(2);
	});
});

describe('the file of waiting sales', () => {
	it('has a line a sale, as the import reads it', async () => {
		const cart = cartOf(TRAIN);
		const sale = await sellOffline(journal, cart);
		const [line, rest] = journalFile([sale]).split('\n');
		expect(rest).toBe('');
		expect(JSON.parse(line ?? '')).toEqual({
			version: 1,
			sessionId: 'session-1',
			idempotencyKey: cart.key,
			input: {
				till: '3',
				receipt: '3-0001',
				cart: cart.name,
				offlineSoldAt: SOLD_AT,
				lines: [{ tag: TRAIN, price: '12.50' }],
				tenders: [{ kind: 'CASH', amount: '12.50' }],
			},
		});
	});

	it('has no sale that was undone before the server could hear of it', async () => {
		const [stands, undone, heard] = [cartOf(TRAIN), cartOf(BIKE), cartOf(TRAIN, BIKE)];
		for (const cart of [stands, undone, heard]) await sellOffline(journal, cart);
		await journal.asked(heard.key);
		for (const cart of [undone, heard]) await journal.askVoid(cart.key, 'wrong price');
		const keys = forFile(await journal.inState('waiting')).map((sale) => sale.key);
		expect(keys).toEqual([stands.key, heard.key]);
	});

	it.each([
		['3', 'till-3-2027-01-15T10-15.jsonl'],
		['Nord/Süd: 2', 'till-Nord-Süd-2-2027-01-15T10-15.jsonl'],
		['🧸', 'till-device-2027-01-15T10-15.jsonl'],
	])('of till %s has a name that every device takes', (till, name) => {
		expect(journalFileName(till, new Date(SOLD_AT))).toBe(name);
	});
});
