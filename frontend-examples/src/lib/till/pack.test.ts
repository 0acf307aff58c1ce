import { beforeEach, expect, it, vi } from 'vitest';
import type { TillDatabase } from './database.ts';
import { announceDevice, CHANNEL, deviceOf, readTillName, setUp } from './device.ts';
import { packStateOf, refreshPack, type AskPage } from './pack.ts';
import { BIKE, DEVICE, fillDiskAfter, freshDatabase, packItem, TRAIN } from './testing.ts';

type Page = Awaited<ReturnType<AskPage>>;
let db: TillDatabase;

beforeEach(async () => {
	db = await freshDatabase();
});
const page = (cursor: string, items: Page['items'], complete: boolean): Page => ({ cursor, items, complete });

it('takes page after page, then only what changed', async () => {
	const ask = vi.fn<AskPage>();
	ask.mockResolvedValueOnce(page('1', [packItem(TRAIN)], false));
	ask.mockResolvedValueOnce(page('2', [packItem(BIKE)], true));
	expect(await refreshPack(db, 'session-1', ask)).toMatchObject({
		complete: true,
		itemCount: 2,
		cursor: '2',
	});
	ask.mockResolvedValueOnce(page('3', [{ ...packItem(TRAIN), status: 'SOLD' }], true));
	await refreshPack(db, 'session-1', ask);
	expect(ask.mock.calls).toEqual([[null], ['1'], ['2']]);
	expect((await db.get('pack', TRAIN))?.status).toBe('SOLD');
});

it('goes on where it was cut off', async () => {
	const ask = vi.fn<AskPage>();
	ask.mockResolvedValueOnce(page('1', [packItem(TRAIN)], false)).mockRejectedValueOnce(new Error('cut'));
	await expect(refreshPack(db, 'session-1', ask)).rejects.toThrow('cut');
	expect(await packStateOf(db)).toMatchObject({ cursor: '1', complete: false, refreshedAt: null });
	ask.mockResolvedValueOnce(page('2', [packItem(BIKE)], true));
	expect((await refreshPack(db, 'session-1', ask)).itemCount).toBe(2);
	expect(ask).toHaveBeenLastCalledWith('1');
});

it('asks for the next page while it keeps one', async () => {
	const asked: (string | null)[] = [];
	const ask: AskPage = async (after) => {
		asked.push(after);
		return page(String(asked.length), [packItem(TRAIN)], asked.length === 3);
	};
	const kept: number[] = [];
	await refreshPack(db, 'session-1', ask, () => kept.push(asked.length));
	expect(asked).toEqual([null, '1', '2']);
	// Of the pages that were kept, each but the last found the next one asked for.
	expect(kept).toEqual([2, 3, 3]);
});

it('keeps the pages that fit on a full disk, and goes on from there when there is room', async () => {
	const ask: AskPage = async (after) =>
		after === null ? page('1', [packItem(TRAIN)], false) : page('2', [packItem(BIKE)], true);
	const full = fillDiskAfter(1);
	await expect(refreshPack(db, 'session-1', ask)).rejects.toBeInstanceOf(DOMException);
	expect(await packStateOf(db)).toMatchObject({ cursor: '1', complete: false, itemCount: 1 });
	expect(await db.getAllKeys('pack')).toEqual([TRAIN]);
	full.mockRestore();
	expect(await refreshPack(db, 'session-1', ask)).toMatchObject({ complete: true, itemCount: 2 });
});

it('takes out what is no longer in the session', async () => {
	await refreshPack(db, 'session-1', async () => page('1', [packItem(TRAIN), packItem(BIKE)], true));
	await refreshPack(db, 'session-1', async () => page('2', [{ ...packItem(BIKE), status: null }], true));
	expect(await db.getAllKeys('pack')).toEqual([TRAIN]);
});

it('begins anew for another session, and only then', async () => {
	await setUp(db, DEVICE);
	await refreshPack(db, DEVICE.sessionId, async () => page('1', [packItem(TRAIN)], true));
	await setUp(db, { ...DEVICE, till: '4' });
	expect(await db.count('pack')).toBe(1);
	await setUp(db, { ...DEVICE, sessionId: 'session-2' });
	expect([await db.count('pack'), await packStateOf(db)]).toEqual([0, null]);
	expect((await deviceOf(db))?.sessionId).toBe('session-2');
});

it('stops when the device was set up for another session meanwhile', async () => {
	await setUp(db, DEVICE);
	const ask = vi.fn<AskPage>(async () => {
		await setUp(db, { ...DEVICE, sessionId: 'session-2' });
		return page('1', [packItem(TRAIN)], false);
	});
	await refreshPack(db, DEVICE.sessionId, ask);
	// The page behind it was on its way.
	expect(ask).toHaveBeenCalledTimes(2);
	expect([await db.count('pack'), await packStateOf(db)]).toEqual([0, null]);
});

it('is told to the other tabs when the device becomes another', async () => {
	const other = new BroadcastChannel(CHANNEL);
	const told = new Promise((done) => other.addEventListener('message', ({ data }) => done(data)));
	announceDevice();
	expect(await told).toBe('device');
	other.close();
});

it.each([
	['3', '3'],
	['  Nord   2 ', 'Nord 2'],
	['', null],
	['   ', null],
	['x'.repeat(41), null],
	['a\u0007b', null],
])('a till called %j is %j', (text, name) => {
	expect(readTillName(text)).toBe(name);
});
