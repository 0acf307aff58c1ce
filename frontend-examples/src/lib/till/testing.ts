/** What the tests of this room share: a device with a pack, a cart, a server that says what it is told to. */
import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import { withLine, fromPack, fromScan, newCart, type Cart } from './cart.ts';
import { openTill, type TillDatabase } from './database.ts';
import { Carts } from './carts.ts';
import { Clock } from './clock.ts';
import { Counter } from './counter.svelte.ts';
import type { Device } from './device.ts';
import { Holds } from './holds.ts';
import { Journal, type JournalSale } from './journal.ts';
import { receiptOf, receiptNumber, saleInput } from './sale.ts';
import type { TillServer } from './server.ts';
import type { Part } from './tender.ts';

export const DEVICE: Device = {
	sessionId: 'session-1',
	till: '3',
	organization: 'Test hall',
	event: 'Spring 2027',
	currency: 'EUR',
	timeZone: 'Europe/Berlin',
};
export const [TRAIN, BIKE] = ['0041700236', '0002300015'];
export const SOLD_AT = '2027-01-15T10:15:00.000Z';

let databases = 0;

/** Each test has a device of its own. */
export function freshDatabase(): Promise<TillDatabase> {
	return openTill(() => undefined, `test-${++databases}`);
}

/** So many items of the pack fit; the next one takes its transaction down, as a full disk does. `mockRestore` makes room. */
export function fillDiskAfter(count: number) {
	const put = IDBObjectStore.prototype.put;
	let room = count;
	return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
		this: IDBObjectStore,
		...what
	) {
		const request = put.apply(this, what);
		if (this.name === 'pack' && room-- <= 0) this.transaction.abort();
		return request;
	});
}

export function packItem(tag: string, price = '12.50') {
	return {
		tag,
		title: `Thing ${tag}`,
		size: null,
		consignorNumber: 417,
		price,
		status: 'AVAILABLE' as const,
	};
}

/** A cart with things at 12.50 each. */
export function cartOf(...tags: string[]): Cart {
	return tags.reduce((cart, tag) => withLine(cart, fromPack(packItem(tag), tag, 1250n)), newCart(false));
}

export function withUnknown(cart: Cart, raw: string, description: string, price: bigint): Cart {
	return withLine(cart, { ...fromScan(null, raw), price, unknown: { description, consignorNumber: null } });
}

/** The cart is about to be paid. */
export function begin(journal: Journal, cart: Cart, parts: Part[], soldAt = SOLD_AT): Promise<JournalSale> {
	return journal.begin({
		key: cart.key,
		number: cart.receiptNumber,
		sessionId: DEVICE.sessionId,
		soldAt,
		write: (number) => ({
			input: saleInput(cart, parts, DEVICE, number),
			receipt: receiptOf(cart, parts, DEVICE, {
				number: receiptNumber(DEVICE.till, number),
				soldAt,
				offline: false,
			}),
		}),
	});
}

/** Finished without an answer. */
export async function sellOffline(journal: Journal, cart: Cart): Promise<JournalSale> {
	await begin(journal, cart, [{ kind: 'CASH', given: 1250n * BigInt(cart.lines.length) }]);
	return (await journal.freeze(cart.key)) as JournalSale;
}

/** Web Locks of one browser: a name is held, or it is not. */
export function fakeLocks(held: ReadonlySet<string> = new Set()): LockManager {
	const request = async (name: string, _options: unknown, work: (lock: Lock | null) => unknown) =>
		work(held.has(name) ? null : { name, mode: 'exclusive' });
	return { request, query: () => Promise.resolve({}) } as unknown as LockManager;
}

/** A counter at a server that answers only what the test says. */
export function counterOf(journal: Journal, answers: Partial<TillServer>, cart = newCart(false)): Counter {
	const server = { release: () => Promise.resolve(), ...answers } as TillServer;
	const desk = {
		device: DEVICE,
		journal,
		server,
		carts: new Carts(journal.db, fakeLocks()),
		holds: new Holds(server, DEVICE),
		clock: new Clock(),
		isOnline: () => true,
		wake: () => undefined,
		sound: () => undefined,
	};
	return new Counter(desk, cart);
}
