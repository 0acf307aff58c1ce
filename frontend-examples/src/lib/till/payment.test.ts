import { beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import { Clock } from './clock.ts';
import { Journal } from './journal.ts';
import { ANSWER_MS_MAX, pay, type PaymentDesk } from './payment.ts';
import type { Recorded } from './server.ts';
import { cartOf, DEVICE, freshDatabase, TRAIN } from './testing.ts';

const PARTS = [{ kind: 'CASH' as const, given: 2000n }];
let desk: PaymentDesk;
const record = vi.fn<() => Promise<Recorded>>();

beforeEach(async () => {
	record.mockReset().mockResolvedValue({ saleId: 'sale-1', needsReview: false });
	desk = {
		journal: new Journal(await freshDatabase()),
		server: { record },
		device: DEVICE,
		clock: new Clock(),
		isOnline: () => true,
	};
});

it('asks the server no longer than a queue bears, and not as an offline sale', async () => {
	const cart = cartOf(TRAIN);
	expect(await pay(desk, cart, PARTS)).toMatchObject({ state: 'final', sale: { state: 'recorded' } });
	const [sale, input, timeoutMs] = record.mock.calls[0] as unknown as [{ key: string }, object, number];
	expect([sale.key, timeoutMs]).toEqual([cart.key, ANSWER_MS_MAX]);
	expect(input).not.toHaveProperty('offlineSoldAt');
});

it('has written the sale down when the server is asked', async () => {
	const cart = cartOf(TRAIN);
	record.mockImplementation(async () => {
		expect((await desk.journal.find(cart.key))?.state).toBe('asking');
		return { saleId: 'sale-1', needsReview: false };
	});
	await pay(desk, cart, PARTS);
	expect.assertions(1);
});

it.each(['API_UNREACHABLE', 'NOT_GRAPHQL', 'UNAUTHENTICATED', 'INTERNAL_SERVER_ERROR'] as const)(
	'is final without an answer: %s',
	async (code) => {
		record.mockRejectedValue(new ApiError(code, 'no'));
		const cart = cartOf(TRAIN);
		expect(await pay(desk, cart, PARTS)).toMatchObject({ state: 'final', sale: { state: 'waiting' } });
		expect((await desk.journal.inState('waiting')).map((sale) => sale.key)).toEqual([cart.key]);
	},
);

it('does not wait for a network that the device says is gone', async () => {
	await pay({ ...desk, isOnline: () => false }, cartOf(TRAIN), PARTS);
	expect(record).not.toHaveBeenCalled();
});

it('comes back when it is refused; corrected, it is paid under the same key and number', async () => {
	const cart = cartOf(TRAIN);
	record.mockResolvedValueOnce({ errors: [{ code: 'ITEM_SOLD' } as never] });
	expect(await pay(desk, cart, PARTS)).toMatchObject({ state: 'refused', receiptNumber: 1 });
	expect(await desk.journal.find(cart.key)).toBeUndefined();
	await pay(desk, { ...cart, receiptNumber: 1 }, PARTS);
	expect(await desk.journal.find(cart.key)).toMatchObject({ state: 'recorded', number: 1 });
});

it('does not ask the server for a sale that cannot be written down', async () => {
	vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
		throw new DOMException('no room', 'QuotaExceededError');
	});
	expect(await pay(desk, cartOf(TRAIN), PARTS)).toEqual({ state: 'full' });
	expect(record).not.toHaveBeenCalled();
});

it('says that another tab has finished the cart', async () => {
	const cart = cartOf(TRAIN);
	await pay(desk, cart, PARTS);
	expect(await pay(desk, cart, PARTS)).toEqual({ state: 'finished' });
	expect(record).toHaveBeenCalledTimes(1);
});
