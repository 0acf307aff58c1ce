import { expect, test } from 'vitest';
import { Pace } from './pace.svelte.ts';

const NOON = Date.parse('2027-03-06T12:00:00Z');
const ago = (minutes: number) => new Date(NOON - minutes * 60_000).toISOString();
const sale = (sequence: number, minutes: number, till: string | null = 'T1', late = minutes) => ({
	sequence,
	till,
	soldAt: ago(minutes),
	recordedAt: ago(late),
});

test('nothing is claimed before the hour is counted', () => {
	const pace = new Pace();
	pace.add(sale(1, 1));
	expect(pace.lastHour('T1', NOON)).toBeNull();
});

test('pages are read until an hour ago, and what follows comes once', async () => {
	const pace = new Pace();
	pace.add(sale(5, 0));
	const asked: (string | null)[] = [];
	await pace.catchUp(4, NOON, (before) => {
		asked.push(before);
		const nodes = before === null ? [sale(3, 30), sale(4, 2, 'T2'), sale(5, 0)] : [sale(1, 80), sale(2, 59)];
		return Promise.resolve({ nodes, pageInfo: { hasPreviousPage: true, startCursor: `${asked.length}` } });
	});
	expect(asked).toEqual([null, '1']);
	expect([pace.lastHour('T1', NOON), pace.lastHour('T2', NOON), pace.lastHour('T3', NOON)]).toEqual([
		3, 1, 0,
	]);
});

test('an hour moves on, and what it leaves is forgotten', async () => {
	const pace = new Pace();
	const none = { nodes: [], pageInfo: { hasPreviousPage: false, startCursor: null } };
	await pace.catchUp(0, NOON, () => Promise.resolve(none));
	for (const minutes of [59, 30, 30, 0]) pace.add(sale(1, minutes));
	expect(pace.lastHour('T1', NOON)).toBe(4);
	pace.forget(NOON + 20 * 60_000);
	expect(pace.lastHour('T1', NOON + 20 * 60_000)).toBe(3);
	expect(pace.lastHour('T1', NOON)).toBe(3);
});
