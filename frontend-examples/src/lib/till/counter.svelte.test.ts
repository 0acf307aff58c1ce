import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import { changed, LINES_MAX, obstacleTo, withLine, fromScan, newCart, type Cart } from './cart.ts';
import { setPractice } from './checkout.ts';
import { Journal } from './journal.ts';
import { takeCart } from './parking.ts';
import type { HeldItem } from './server.ts';
import { BIKE, cartOf, counterOf, freshDatabase, packItem, sellOffline, TRAIN } from './testing.ts';

/** One that a scan accepts. */
const TAG = '0041700230';
let journal: Journal;
beforeEach(async () => {
	journal = new Journal(await freshDatabase());
});

const held = (tag: string, price = '12.50') =>
	({ ...packItem(tag, price), saleStatus: 'PENDING', hold: null, sold: null }) as HeldItem;
const holding = (...items: HeldItem[]) => vi.fn(async () => ({ items, errors: [] }));

function full(lines = LINES_MAX): Cart {
	let cart = newCart(false);
	for (let at = 0; at < lines; at++) cart = withLine(cart, { ...fromScan(`tag-${at}`, ''), price: 100n });
	return cart;
}

describe('a cart of as many lines as a sale may have', () => {
	it('is not paid with one more', () => {
		expect(obstacleTo(full())).toBeNull();
		expect(obstacleTo(full(LINES_MAX + 1))).toBe('TOO_MANY');
	});

	it('takes no thing without a tag, and says so', () => {
		const counter = counterOf(journal, {}, full());
		counter.addUnknown('', 'Blue hat', 450n);
		expect(counter.cart.lines).toHaveLength(LINES_MAX);
		expect(counter.notice?.kind).toBe('CART_FULL');
	});

	it('takes of a parked cart what fits, lets the rest go, and says so', async () => {
		const take = async () => ({ items: [held(TRAIN), held(BIKE)], note: null });
		const release = vi.fn(async () => undefined);
		const counter = counterOf(journal, { take, release }, full(LINES_MAX - 1));
		await takeCart(counter, { cart: 'K7PB-9XR2' });
		expect(counter.cart.lines).toHaveLength(LINES_MAX);
		expect(counter.notice).toEqual({ kind: 'TAKEN_PART', left: 1 });
		expect(release).toHaveBeenCalledWith('session-1', counter.cart.name, [BIKE]);
	});
});

describe('a tag that is typed', () => {
	it('is looked up before Enter comes', async () => {
		await journal.db.put('pack', packItem(TAG));
		const counter = counterOf(journal, { hold: holding(held(TAG)) });
		counter.expect(TAG.slice(0, -1));
		counter.expect(TAG);
		const get = vi.spyOn(journal, 'soldHere');
		await counter.scan(TAG);
		expect(counter.cart.lines[0]).toMatchObject({ tag: TAG, price: 1250n });
		expect(get).not.toHaveBeenCalled();
	});

	it('is looked up again if something was sold meanwhile', async () => {
		await journal.db.put('pack', packItem(TAG));
		const counter = counterOf(journal, { hold: holding(held(TAG)) });
		counter.expect(TAG);
		await counter.inTurn(async () => void (await sellOffline(journal, cartOf(TAG))));
		await counter.scan(TAG);
		expect(counter.cart.lines[0]?.objection?.kind).toBe('SOLD');
	});
});

describe('a price that is another at the server', () => {
	it('stands against the line until the cashier accepts it, with both prices', async () => {
		const hold = holding(held(TRAIN, '15.00'));
		const counter = counterOf(journal, { hold }, cartOf(TRAIN));
		const line = () => counter.cart.lines[0] as Cart['lines'][number];
		await counter.ask(line());
		expect(line()).toMatchObject({ price: 1500n, objection: { kind: 'PRICE_CHANGED', was: 1250n } });
		expect(obstacleTo(counter.cart)).toBe('OBJECTION');
		// Renewing the hold is no consent.
		await counter.ask(line());
		expect(line().objection?.kind).toBe('PRICE_CHANGED');
		counter.acceptPrice(line());
		expect(obstacleTo(counter.cart)).toBeNull();
	});

	it('is no change if none was known', async () => {
		const cart = changed(cartOf(TRAIN), 1, { price: null });
		const counter = counterOf(journal, { hold: holding(held(TRAIN, '15.00')) }, cart);
		await counter.ask(counter.cart.lines[0] as Cart['lines'][number]);
		expect(counter.cart.lines[0]).toMatchObject({ price: 1500n, objection: null });
	});
});

describe('what this device has sold', () => {
	beforeEach(async () => {
		await journal.db.put('pack', packItem(TAG));
		await sellOffline(journal, cartOf(TAG));
	});
	const recordAll = async () => {
		for (const sale of await journal.inState('waiting'))
			await journal.recorded(sale.key, { saleId: 'sale-1', needsReview: false });
	};

	it('is sold again if the server says that it is free: it was voided elsewhere', async () => {
		await recordAll();
		const counter = counterOf(journal, { hold: holding(held(TAG)) });
		await counter.scan(TAG);
		await vi.waitFor(() => expect(counter.cart.lines[0]).toMatchObject({ hold: 'held', objection: null }));
	});

	it('stays red while nobody answers', async () => {
		await recordAll();
		const hold = vi.fn().mockRejectedValue(new ApiError('API_UNREACHABLE', 'nobody'));
		const counter = counterOf(journal, { hold });
		await counter.scan(TAG);
		await vi.waitFor(() => expect(counter.cart.lines[0]?.hold).toBe('unasked'));
		expect(counter.cart.lines[0]?.objection?.kind).toBe('SOLD');
	});

	it('stays red while the server does not know of the sale', async () => {
		const hold = holding(held(TAG));
		const counter = counterOf(journal, { hold });
		await counter.scan(TAG);
		expect(hold).not.toHaveBeenCalled();
		expect(counter.cart.lines[0]?.objection?.kind).toBe('SOLD');
	});
});

it('does not throw an open cart away for practice', async () => {
	const counter = counterOf(journal, {}, cartOf(TAG));
	await setPractice(counter, true);
	expect(counter.cart).toMatchObject({ practice: false, lines: [{ tag: TAG }] });
});

it('begins practice in turn, after the scan before it', async () => {
	const counter = counterOf(journal, { hold: holding() });
	const scanned = counter.scan(TAG);
	await setPractice(counter, true);
	await scanned;
	expect(counter.cart).toMatchObject({ practice: false, lines: [{ tag: TAG }] });
});
