/** Carts that wait aside: parked here, taken here or at another till. The server keeps them, so both need the network. */
import { ApiError } from '$lib/graphql';
import type { Counter } from './counter.svelte.ts';

/** Sets the cart aside with a note. What has no tag cannot be held, so it would be forgotten. */
export async function parkCart(counter: Counter, note: string): Promise<void> {
	const { cart, desk } = counter;
	if (cart.practice) return counter.say({ kind: 'NOT_IN_PRACTICE' }, 'refused');
	if (cart.lines.length === 0) return counter.say({ kind: 'PAY_EMPTY' }, 'warning');
	if (cart.lines.some((line) => line.unknown || line.objection))
		return counter.say({ kind: 'PARK_UNKNOWN' }, 'refused');
	try {
		await desk.holds.settled();
		const { sessionId, till } = desk.device;
		// Whatever was scanned without the network is held now, or the cart is not parked at all.
		const tags = cart.lines.flatMap((line) => line.tag ?? []);
		const { errors } = await desk.server.hold(sessionId, cart.name, till, tags);
		const code =
			errors[0]?.code ??
			(await desk.server.park(sessionId, { cart: cart.name, till, note: note.trim() || null }));
		if (code) {
			counter.askAgain('unasked');
			return counter.say({ kind: 'PARK_REFUSED', code }, 'refused');
		}
	} catch (reason) {
		return noAnswer(counter, reason);
	}
	await desk.carts.drop(cart.key);
	counter.change(await desk.carts.open(false));
	counter.finished = null;
	counter.say({ kind: 'PARKED', name: cart.name });
}

/** Takes a parked cart over, by its name or by anything in it. */
export async function takeCart(counter: Counter, which: { cart: string } | { tag: string }): Promise<void> {
	const { cart, desk } = counter;
	if (cart.practice) return counter.say({ kind: 'NOT_IN_PRACTICE' }, 'refused');
	const { sessionId, till } = desk.device;
	const name = 'cart' in which ? which.cart : which.tag;
	try {
		const taken = await desk.server.take(sessionId, which, cart.name, till);
		if ('refusal' in taken)
			return counter.say({ kind: 'TAKE_REFUSED', code: taken.refusal, name }, 'refused');
		counter.finished = null;
		const left = counter.addHeld(taken.items);
		if (taken.note) counter.change({ ...counter.cart, note: taken.note });
		if (left > 0) return counter.say({ kind: 'TAKEN_PART', left }, 'refused');
		counter.say({ kind: 'TAKEN', count: taken.items.length, note: taken.note }, 'added');
	} catch (reason) {
		noAnswer(counter, reason);
	}
}

function noAnswer(counter: Counter, reason: unknown): void {
	if (!(reason instanceof ApiError)) throw reason;
	counter.say({ kind: 'NO_NETWORK' }, 'refused');
}
