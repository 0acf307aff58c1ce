import { expect, test } from 'vitest';
import type { SessionEvent } from '$lib/live';
import type { LiveSaleFragment } from '$lib/live/sessionEvents.generated';
import { Feed, type OlderSales } from './feed.svelte.ts';

const AT = '2027-03-06T09:00:00Z';

function sale(sequence: number, status: LiveSaleFragment['status'] = 'RECORDED'): LiveSaleFragment {
	return {
		id: `sale-${sequence}`,
		sequence,
		status,
		channel: 'POS',
		till: 'T1',
		receipt: null,
		soldAt: AT,
		recordedAt: AT,
		total: '1.00',
		needsReview: false,
		reviewReasons: [],
		tenders: [],
		lines: [],
	};
}

function recorded(sequence: number): SessionEvent {
	return {
		__typename: 'SaleRecordedEvent',
		sequence,
		kind: 'SALE_RECORDED',
		occurredAt: AT,
		sale: sale(sequence),
	};
}

function voided(sequence: number, of: number): SessionEvent {
	return {
		__typename: 'SaleVoidedEvent',
		sequence,
		kind: 'SALE_VOIDED',
		occurredAt: AT,
		voidReason: 'wrong',
		sale: sale(of, 'VOIDED'),
	};
}

function held(sequence: number): SessionEvent {
	return {
		__typename: 'SaleSessionItemsEvent',
		sequence,
		kind: 'ITEMS_HELD',
		occurredAt: AT,
		cart: 'a',
		itemCount: 1,
		reason: null,
		tags: [],
	};
}

/** A session whose sales are the numbers from 1 to `last`, as the API pages them from the end. */
function pages(last: number) {
	return (before: string | null, count: number): Promise<OlderSales> => {
		const end = before === null ? last + 1 : Number(before);
		const start = Math.max(1, end - count);
		const nodes = Array.from({ length: end - start }, (_, index) => sale(start + index));
		return Promise.resolve({ nodes, pageInfo: { hasPreviousPage: start > 1, startCursor: `${start}` } });
	};
}

const rendered = (...sequences: number[]): OlderSales => ({
	nodes: sequences.map((sequence) => sale(sequence)),
	pageInfo: { hasPreviousPage: false, startCursor: null },
});
const shown = (feed: Feed) => feed.entries.map(({ sequence }) => sequence);

test('news stands on top; scans are no news', () => {
	const feed = new Feed(rendered(1, 2));
	feed.take([held(3), recorded(4), recorded(5)]);
	expect(shown(feed)).toEqual([5, 4, 2, 1]);
});

test.each([false, true])(
	'what was rendered and comes again stands once, and what happened between has its place (paused: %s)',
	(paused) => {
		const feed = new Feed(rendered(2, 5));
		if (paused) feed.pause();
		feed.take([recorded(2), voided(4, 2), recorded(5), recorded(6)]);
		feed.resume();
		expect(shown(feed)).toEqual([6, 5, 4, 2]);
	},
);

test('a sale that is taken back is seen as such where it stands', () => {
	const feed = new Feed(rendered(1, 2));
	feed.take([voided(3, 1)]);
	expect(feed.entries.map(({ kind, sale }) => [kind, sale?.sequence, sale?.status])).toEqual([
		['SALE_VOIDED', 1, 'VOIDED'],
		['SALE_RECORDED', 2, 'RECORDED'],
		['SALE_RECORDED', 1, 'VOIDED'],
	]);
});

test.each([false, true])(
	'a sale that comes together with its taking back is seen as such (paused: %s)',
	(paused) => {
		const feed = new Feed(rendered());
		if (paused) feed.pause();
		feed.take([recorded(1), recorded(2), voided(3, 2)]);
		feed.resume();
		expect(feed.entries.map(({ sequence, sale }) => [sequence, sale?.status])).toEqual([
			[3, 'VOIDED'],
			[2, 'VOIDED'],
			[1, 'RECORDED'],
		]);
	},
);

test('ten thousand sales leave the newest two hundred', () => {
	const feed = new Feed(rendered());
	for (let sequence = 1; sequence <= 10_000; sequence += 5)
		feed.take([0, 1, 2, 3, 4].map((more) => recorded(sequence + more)));
	expect([feed.entries.length, feed.entries[0]?.sequence, feed.hasOlder]).toEqual([200, 10_000, true]);
});

test('while it stands still news waits, and is changed where it waits', () => {
	const feed = new Feed(rendered(1));
	feed.pause();
	feed.take([recorded(2)]);
	feed.take([recorded(3), voided(4, 2)]);
	expect([shown(feed), feed.waiting]).toEqual([[1], 3]);
	feed.resume();
	expect([shown(feed), feed.waiting, feed.entries[2]?.sale?.status]).toEqual([[4, 3, 2, 1], 0, 'VOIDED']);
});

test('older sales follow without a gap, also below what was let go', async () => {
	const feed = new Feed(rendered());
	for (let sequence = 1; sequence <= 450; sequence += 1) feed.take([recorded(sequence)]);
	expect(shown(feed).at(-1)).toBe(251);
	for (let page = 0; page < 3; page += 1) await feed.older(pages(450));
	expect(shown(feed)).toEqual(Array.from({ length: 450 }, (_, index) => 450 - index));
	expect([feed.paused, feed.hasOlder]).toEqual([true, false]);
	feed.take([recorded(451)]);
	feed.resume();
	expect([feed.entries.length, shown(feed)[0]]).toEqual([200, 451]);
});

test('an older sale that is taken back while its page is on the way is seen as such', async () => {
	const feed = new Feed({ ...rendered(5), pageInfo: { hasPreviousPage: true, startCursor: null } });
	await feed.older(() => {
		feed.take([voided(6, 4)]);
		return Promise.resolve(rendered(3, 4));
	});
	expect(feed.entries.map(({ sequence, sale }) => [sequence, sale?.status])).toEqual([
		[5, 'RECORDED'],
		[4, 'VOIDED'],
		[3, 'RECORDED'],
	]);
});

test('older sales that come when it goes on again are left, since they would stand below a gap', async () => {
	const feed = new Feed(rendered());
	for (let sequence = 1001; sequence <= 1200; sequence += 1) feed.take([recorded(sequence)]);
	await feed.older((before, count) => {
		for (let sequence = 1201; sequence <= 1250; sequence += 1) feed.take([recorded(sequence)]);
		feed.resume();
		return pages(1200)(before, count);
	});
	expect([shown(feed).at(-1), feed.hasOlder, feed.paused]).toEqual([1051, true, false]);
	for (let page = 0; page < 3; page += 1) await feed.older(pages(1250));
	expect(shown(feed)).toEqual(Array.from({ length: 500 }, (_, index) => 1250 - index));
});
