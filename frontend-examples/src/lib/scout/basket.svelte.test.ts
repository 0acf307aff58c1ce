// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import { Basket, LINES_MAX } from './basket.svelte.ts';
import type { Counter, HoldAnswer } from './counter.ts';
import type { Kept } from './keep.ts';
import type { Refusal } from './line.ts';

const AWAY = new ApiError('API_UNREACHABLE', 'Nobody answered.');
const SOLD: Refusal = {
	code: 'ITEM_SOLD',
	title: 'Wooden train',
	sold: { at: '2027-03-01T13:02:00Z', till: 'T3', channel: 'POS' },
	hold: null,
	event: null,
};

/** A server that holds what it is asked to, unless the test says otherwise. */
class FakeCounter implements Counter {
	asked: string[] = [];
	carts = new Map<string, Set<string>>();
	parked = new Set<string>();
	sold = new Set<string>();
	/** Thrown once each, before anything is done. */
	failures: ApiError[] = [];
	/** Thrown once each, when it is done already: the answer is lost. */
	losses: ApiError[] = [];

	async hold(cart: string, tag: string): Promise<HoldAnswer> {
		return this.#do(`hold ${tag}`, () => {
			if (this.sold.has(tag)) return { refusal: SOLD };
			this.carts.set(cart, (this.carts.get(cart) ?? new Set()).add(tag));
			this.parked.delete(cart);
			return { thing: { title: `Thing ${tag}`, size: null, price: '2.50' } };
		});
	}
	async release(cart: string, tag: string): Promise<void> {
		return this.#do(`release ${tag}`, () => void this.carts.get(cart)?.delete(tag));
	}
	async park(cart: string, note: string) {
		return this.#do(`park ${note}`, () => {
			if (!this.carts.get(cart)?.size) return 'EMPTY' as const;
			this.parked.add(cart);
			return 'PARKED' as const;
		});
	}
	async whereabouts() {
		return { state: 'waiting' } as const;
	}

	async #do<T>(what: string, effect: () => T): Promise<T> {
		this.asked.push(what);
		await Promise.resolve();
		const failure = this.failures.shift();
		if (failure) throw failure;
		const result = effect();
		const loss = this.losses.shift();
		if (loss) throw loss;
		return result;
	}
}

let counter: FakeCounter;
let kept: Kept | null;
let refused: number;
let stop: (() => void) | null = null;

function open(from: Kept | null = null): Basket {
	stop?.();
	const basket = new Basket({
		counter,
		sessionId: 'S',
		kept: from,
		keep: (now) => {
			kept = structuredClone(now);
			return true;
		},
		onRefused: () => (refused += 1),
	});
	stop = basket.start();
	return basket;
}

/** Lets the server answer all it is asked, and pauses pass. */
async function settle(ms = 60_000): Promise<void> {
	await vi.advanceTimersByTimeAsync(ms);
	flushSync();
}
const states = (basket: Basket) => basket.lines.map((line) => `${line.tag} ${line.state}`);

beforeEach(() => {
	vi.useFakeTimers();
	counter = new FakeCounter();
	kept = null;
	refused = 0;
});

afterEach(() => {
	stop?.();
	vi.useRealTimers();
});

test('a scan is a line at once, newest on top, and held soon after', async () => {
	const basket = open();
	expect(basket.add('A')).toBe('added');
	expect(basket.add('B')).toBe('added');
	expect(states(basket)).toEqual(['B waiting', 'A waiting']);
	await settle();
	expect(states(basket)).toEqual(['B held', 'A held']);
	expect(counter.asked).toEqual(['hold A', 'hold B']);
	expect(basket.held[0]?.thing).toEqual({ title: 'Thing B', size: null, price: '2.50' });
});

test('a second scan of what is in the basket changes nothing', async () => {
	const basket = open();
	basket.add('A');
	expect(basket.add('A')).toBe('twice');
	await settle();
	expect(basket.add('A')).toBe('twice');
	await settle();
	expect(counter.asked).toEqual(['hold A']);
});

test('a refused item stays on screen with its reason, goes without asking, and is asked for again by a second scan', async () => {
	counter.sold.add('A');
	const basket = open();
	basket.add('A');
	await settle();
	expect(basket.lines[0]).toMatchObject({ state: 'refused', refusal: { code: 'ITEM_SOLD' } });
	expect(refused).toBe(1);
	counter.sold.clear();
	expect(basket.add('A')).toBe('added');
	await settle();
	expect(states(basket)).toEqual(['A held']);

	counter.sold.add('B');
	basket.add('B');
	await settle();
	basket.remove('B');
	await settle();
	expect(states(basket)).toEqual(['A held']);
	expect(counter.asked).toEqual(['hold A', 'hold A', 'hold B']);
});

test('what is taken out while it is being held is released afterwards', async () => {
	const basket = open();
	basket.add('A');
	basket.remove('A');
	expect(basket.lines).toEqual([]);
	await settle();
	expect(counter.asked.at(-1)).toBe('release A');
	expect([...(counter.carts.get(basket.name) ?? [])]).toEqual([]);
	basket.add('A');
	await settle();
	expect([...(counter.carts.get(basket.name) ?? [])]).toEqual(['A']);
});

test('without a network lines are kept, it says so, and goes on by itself; a lost answer doubles nothing', async () => {
	counter.failures = [AWAY, AWAY];
	counter.losses = [AWAY];
	const basket = open();
	basket.add('A');
	await settle(0);
	expect(basket.trouble).toBe('away');
	expect(basket.pending).toBe(1);
	basket.add('B');
	expect(kept?.lines.map((line) => line.tag)).toEqual(['B', 'A']);
	await settle();
	expect(basket.trouble).toBeNull();
	expect(states(basket)).toEqual(['B held', 'A held']);
	expect(counter.carts.size).toBe(1);
});

test('parking waits for every line, and keeps the note', async () => {
	counter.failures = [AWAY];
	const basket = open();
	basket.add('A');
	basket.note = ' red pram ';
	basket.park();
	expect(basket.step).toBe('parking');
	await settle();
	expect(basket.step).toBe('parked');
	expect(counter.asked).toEqual(['hold A', 'hold A', 'park red pram']);
	expect(counter.parked.has(basket.name)).toBe(true);
});

test('a scan while it is being parked opens it again', async () => {
	const basket = open();
	basket.add('A');
	await settle();
	basket.park();
	basket.add('B');
	await settle();
	expect(basket.step).toBe('scanning');
	basket.park();
	await settle();
	expect(basket.step).toBe('parked');
	expect([...(counter.carts.get(basket.name) ?? [])]).toEqual(['A', 'B']);
});

test('an empty cart is not parked, and says why until the next attempt', async () => {
	const basket = open();
	basket.add('A');
	await settle();
	counter.carts.clear();
	basket.park();
	await settle();
	expect([basket.step, basket.parkRefusal]).toEqual(['scanning', 'EMPTY']);
});

test('a reload goes on where it was, whatever the server knows of it', async () => {
	counter.failures = Array.from({ length: 99 }, () => AWAY);
	const before = open();
	before.add('A');
	before.add('B');
	before.remove('A');
	before.park();
	await settle();
	expect(kept?.step).toBe('parking');
	counter.failures = [];
	const after = open(kept);
	expect(after.name).toBe(before.name);
	await settle();
	expect(after.step).toBe('parked');
	expect([...(counter.carts.get(after.name) ?? [])]).toEqual(['B']);
});

test('the next basket has another name, and the parked one is left alone', async () => {
	const basket = open();
	basket.add('A');
	basket.park();
	await settle();
	const name = basket.name;
	basket.next();
	await settle();
	expect(basket.name).not.toBe(name);
	expect(basket.lines).toEqual([]);
	expect(counter.parked.has(name)).toBe(true);
	expect([...(counter.carts.get(name) ?? [])]).toEqual(['A']);
});

test('holds are renewed before they lapse, but not those of a parked cart', async () => {
	const basket = open();
	basket.add('A');
	await settle();
	await settle(31 * 60_000);
	expect(counter.asked).toEqual(['hold A', 'hold A']);
	basket.park();
	await settle(120 * 60_000);
	expect(counter.asked).toEqual(['hold A', 'hold A', 'park ']);
});

test('a revoked token stops it, and nothing is lost', async () => {
	counter.failures = [new ApiError('UNAUTHENTICATED', 'No such token.')];
	const basket = open();
	basket.add('A');
	await settle(1_000);
	expect(basket.trouble).toBe('signedOut');
	expect(kept?.lines.map((line) => line.tag)).toEqual(['A']);
});

test('a basket is full at what can be parked', () => {
	counter.failures = [new ApiError('UNAUTHENTICATED', 'No such token.')];
	const basket = open();
	for (let tag = 0; tag < LINES_MAX; tag += 1) expect(basket.add(String(tag))).toBe('added');
	expect(basket.add('one more')).toBe('full');
	expect(basket.add('7')).toBe('twice');
});
