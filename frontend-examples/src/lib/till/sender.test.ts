import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import type { SaleRecordInput } from '$lib/graphql/schema.generated';
import { Journal } from './journal.ts';
import { adoptOrphans, CART_LOCK, Sender, sendWaiting } from './sender.ts';
import type { Recorded } from './server.ts';
import { begin, BIKE, cartOf, fakeLocks, freshDatabase, sellOffline, SOLD_AT, TRAIN } from './testing.ts';

type Sent = [sale: { key: string }, input: SaleRecordInput];
let journal: Journal;

beforeEach(async () => {
	journal = new Journal(await freshDatabase());
});

/** Takes every sale, once a key; the first answers of a key may be something else. */
function serverThat(...first: (Recorded | ApiError)[]) {
	const known = new Map<string, string>();
	const record = vi.fn(async ({ key }: { key: string }, _input: SaleRecordInput): Promise<Recorded> => {
		const answer = first.shift();
		if (answer instanceof ApiError) throw answer;
		if (answer) return answer;
		known.set(key, known.get(key) ?? `sale-${known.size + 1}`);
		return { saleId: known.get(key) ?? '', needsReview: false };
	});
	const voidSale = vi.fn(async (): Promise<string | null> => null);
	return { record, voidSale, known };
}
const lost = () => new ApiError('API_UNREACHABLE', 'nobody');

describe('sending', () => {
	it('sends all in order, each as an offline sale under its own key', async () => {
		const carts = [cartOf(TRAIN), cartOf(BIKE), cartOf(TRAIN, BIKE)];
		for (const cart of carts) await sellOffline(journal, cart);
		const server = serverThat();
		expect(await sendWaiting(journal, server)).toBeNull();
		const sent = server.record.mock.calls as unknown as Sent[];
		expect(sent.map(([sale]) => sale.key)).toEqual(carts.map((cart) => cart.key));
		expect(sent.map(([, input]) => input.offlineSoldAt)).toEqual([SOLD_AT, SOLD_AT, SOLD_AT]);
		expect(await journal.inState('waiting')).toEqual([]);
		expect(await journal.inState('recorded')).toHaveLength(3);
	});

	it.each(['API_UNREACHABLE', 'NOT_GRAPHQL', 'UNAUTHENTICATED', 'FORBIDDEN', 'OVERLOADED'] as const)(
		'keeps everything when the answer is %s, and does not go on',
		async (code) => {
			for (const tag of [TRAIN, BIKE]) await sellOffline(journal, cartOf(tag));
			const server = serverThat(new ApiError(code, 'no'));
			expect((await sendWaiting(journal, server))?.code).toBe(code);
			expect(server.record).toHaveBeenCalledTimes(1);
			expect(await journal.inState('waiting')).toHaveLength(2);
		},
	);

	it('sends the same again after a lost answer: same key, same content', async () => {
		await sellOffline(journal, cartOf(TRAIN));
		const server = serverThat(lost(), lost());
		await sendWaiting(journal, server);
		await sendWaiting(journal, server);
		await sendWaiting(journal, server);
		const sent = server.record.mock.calls as unknown as Sent[];
		expect(sent).toHaveLength(3);
		expect(new Set(sent.map((call) => JSON.stringify([call[0].key, call[1]]))).size).toBe(1);
		expect(server.known.size).toBe(1);
	});

	it('goes past a sale that the server stumbles over, and keeps it', async () => {
		const [first, second] = [
			await sellOffline(journal, cartOf(TRAIN)),
			await sellOffline(journal, cartOf(BIKE)),
		];
		const server = serverThat(new ApiError('INTERNAL_SERVER_ERROR', 'oops'));
		expect((await sendWaiting(journal, server))?.code).toBe('INTERNAL_SERVER_ERROR');
		expect((await journal.find(first.key))?.state).toBe('waiting');
		expect((await journal.find(second.key))?.state).toBe('recorded');
	});

	it('sets a sale aside that will never be taken as it is; it is not lost and not in the way', async () => {
		const sale = await sellOffline(journal, cartOf(TRAIN));
		await sellOffline(journal, cartOf(BIKE));
		const error = { code: 'IDEMPOTENCY_KEY_MISMATCH' as const };
		const server = serverThat({ errors: [error as never] });
		await sendWaiting(journal, server);
		expect(await journal.find(sale.key)).toMatchObject({
			state: 'stuck',
			problem: 'IDEMPOTENCY_KEY_MISMATCH',
		});
		expect(await journal.inState('recorded')).toHaveLength(1);
		await journal.retry(sale.key);
		await sendWaiting(journal, server);
		expect((await journal.find(sale.key))?.state).toBe('recorded');
	});

	it('keeps the sales of another organization’s session, and goes on with the others', async () => {
		for (const tag of [TRAIN, BIKE]) await sellOffline(journal, cartOf(tag));
		const own = await sellOffline(journal, cartOf(TRAIN, BIKE));
		await journal.db.put('sales', { ...own, sessionId: 'session-2' });
		const server = serverThat({ errors: [{ code: 'SESSION_NOT_FOUND' } as never] });
		expect((await sendWaiting(journal, server))?.code).toBe('SESSION_NOT_FOUND');
		expect(server.record).toHaveBeenCalledTimes(2);
		expect(await journal.inState('waiting')).toHaveLength(2);
		expect((await journal.find(own.key))?.state).toBe('recorded');
	});

	it('does not believe another organization that there is nothing to take back', async () => {
		const sale = await sellOffline(journal, cartOf(TRAIN));
		await journal.recorded(sale.key, { saleId: 'sale-1', needsReview: false });
		await journal.askVoid(sale.key, 'wrong price');
		const server = serverThat();
		server.voidSale.mockResolvedValueOnce('SALE_NOT_FOUND');
		expect((await sendWaiting(journal, server))?.code).toBe('SALE_NOT_FOUND');
		expect((await journal.find(sale.key))?.state).toBe('voiding');
	});

	it('tries again what was refused, but not what will be refused for ever', async () => {
		const [one, other] = [
			await sellOffline(journal, cartOf(TRAIN)),
			await sellOffline(journal, cartOf(BIKE)),
		];
		await journal.stuck(one.key, 'SESSION_NOT_FOUND');
		await journal.stuck(other.key, 'IDEMPOTENCY_KEY_MISMATCH');
		await journal.retryAll();
		expect((await journal.find(one.key))?.state).toBe('waiting');
		expect((await journal.find(other.key))?.state).toBe('stuck');
	});

	it('says nothing of the link when the server stumbles over one sale', async () => {
		await sellOffline(journal, cartOf(TRAIN));
		const server = serverThat(new ApiError('INTERNAL_SERVER_ERROR', 'oops'));
		const end = new AbortController();
		const onRound = vi.fn(() => end.abort());
		const news = { onRound, onAdopted: vi.fn(), onVoided: vi.fn(), onVoidRefused: vi.fn() };
		await new Sender(journal, server, fakeLocks(), news).run(end.signal);
		expect(onRound).toHaveBeenCalledWith(null);
	});

	it('sends a sale that was undone, then takes it back, under another key', async () => {
		const sale = await sellOffline(journal, cartOf(TRAIN));
		await journal.askVoid(sale.key, 'wrong price');
		const server = serverThat();
		await sendWaiting(journal, server);
		expect(server.voidSale).toHaveBeenCalledWith('sale-1', 'wrong price', `${sale.key}-void`, undefined);
		expect((await journal.find(sale.key))?.state).toBe('voided');
	});

	it('lets a sale stand that the server does not take back, and says why', async () => {
		const sale = await sellOffline(journal, cartOf(TRAIN));
		await journal.askVoid(sale.key, 'wrong price');
		const server = serverThat();
		server.voidSale.mockResolvedValueOnce('TOO_LATE');
		await sendWaiting(journal, server);
		expect(await journal.find(sale.key)).toMatchObject({
			state: 'recorded',
			voidReason: null,
			problem: 'TOO_LATE',
		});
	});
});

describe('a sale whose tab is gone', () => {
	const PAID = [{ kind: 'CASH' as const, given: 1250n }];

	it('is final, as if no answer had come', async () => {
		const cart = cartOf(TRAIN);
		await begin(journal, cart, PAID);
		expect(await adoptOrphans(journal, fakeLocks())).toHaveLength(1);
		expect((await journal.find(cart.key))?.state).toBe('waiting');
	});

	it('is left alone while its tab lives', async () => {
		const cart = cartOf(TRAIN);
		await begin(journal, cart, PAID);
		expect(await adoptOrphans(journal, fakeLocks(new Set([CART_LOCK + cart.key])))).toEqual([]);
		expect((await journal.find(cart.key))?.state).toBe('asking');
	});
});
