import { expect, it, vi } from 'vitest';
import { ApiError } from '$lib/graphql';
import { Holds } from './holds.ts';
import { objectionOf } from './objection.ts';
import type { HeldItem, HoldError } from './server.ts';
import { packItem, TRAIN } from './testing.ts';

const HELD = { ...packItem(TRAIN), saleStatus: 'PENDING', hold: null, sold: null } as HeldItem;
const holdOf = (hold: Partial<NonNullable<HeldItem['hold']>>) => ({
	...HELD,
	hold: {
		cart: 'K7PB-9XR2',
		channel: 'POS',
		expiresAt: '2027-01-15T14:15:00Z',
		kind: 'CART',
		till: '4',
		...hold,
	} as const,
});

it('releases only after the hold before it was answered', async () => {
	const done: string[] = [];
	let answer: (value: { items: HeldItem[]; errors: HoldError[] }) => void = () => undefined;
	const server = {
		hold: () => new Promise<{ items: HeldItem[]; errors: HoldError[] }>((held) => (answer = held)),
		release: async () => void done.push('released'),
	};
	const holds = new Holds(server, { sessionId: 's', till: '3' });
	const held = holds.hold('cart', TRAIN).then(() => done.push('held'));
	const released = holds.release('cart', TRAIN);
	await Promise.resolve();
	expect(done).toEqual([]);
	answer({ items: [HELD], errors: [] });
	await Promise.all([held, released]);
	expect(done).toEqual(['held', 'released']);
});

it('is unasked when nobody answers, and a release is best effort', async () => {
	const fail = vi.fn().mockRejectedValue(new ApiError('API_UNREACHABLE', 'nobody'));
	const holds = new Holds({ hold: fail, release: fail }, { sessionId: 's', till: '3' });
	expect(await holds.hold('cart', TRAIN)).toEqual({ unasked: true });
	await expect(holds.release('cart', TRAIN)).resolves.toBeUndefined();
});

it.each([
	['ITEM_PENDING', holdOf({}), { kind: 'IN_CART', till: '4', until: '2027-01-15T14:15:00Z' }],
	['ITEM_PENDING', holdOf({ kind: 'PARKED' }), { kind: 'PARKED', cart: 'K7PB-9XR2', till: '4' }],
	[
		'ITEM_PENDING',
		holdOf({ channel: 'ONLINE', kind: 'PAYMENT' }),
		{ kind: 'WEB_PAYMENT', until: '2027-01-15T14:15:00Z' },
	],
	['ITEM_PENDING', holdOf({ channel: 'ONLINE' }), { kind: 'WEB_CART' }],
	[
		'ITEM_SOLD',
		{ ...HELD, sold: { at: '2027-01-15T14:02:00Z', channel: 'POS', till: '3' } } as const,
		{ kind: 'SOLD', at: '2027-01-15T14:02:00Z', till: '3', channel: 'POS' },
	],
	['ITEM_SOLD', null, { kind: 'SOLD', at: null, till: null, channel: null }],
	['ITEM_NOT_FOUND', null, { kind: 'UNKNOWN_TAG' }],
	['ITEM_NOT_IN_SESSION', HELD, { kind: 'NOT_IN_SESSION' }],
	['SESSION_NOT_ACTIVE', null, null],
])('%s with what is known of the item', (code, item, objection) => {
	expect(objectionOf({ code, item })).toEqual(objection);
});
