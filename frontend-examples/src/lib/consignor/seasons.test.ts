import { expect, test } from 'vitest';
import type { Api } from '$lib/graphql';
import { chooseSeason, seasonsOf } from './seasons.ts';
import { RecentEventsDocument } from './sheet.generated';

const NOW = new Date('2027-06-01T00:00:00Z');

/** An organization with this many events in the order of their creation, one a month until May 2027. */
function apiWith(count: number, itemCount: (index: number) => number): Api {
	const events = Array.from({ length: count }, (_, index) => {
		const at = new Date(Date.UTC(2027, 4 - (count - 1 - index), 10)).toISOString();
		return { id: `${index}`, startsAt: at, endsAt: at };
	});
	const query = (document: unknown, variables: Record<string, unknown>) => {
		if (document === RecentEventsDocument) {
			const end = Number(variables['before'] ?? count);
			const start = Math.max(0, end - Math.min(Number(variables['last']), 100));
			return Promise.resolve({
				saleEvents: {
					nodes: events.slice(start, end),
					pageInfo: { hasPreviousPage: start > 0, startCursor: `${start}` },
				},
			});
		}
		const event = events[Number(variables['eventId'])];
		return Promise.resolve({ consignor: { earnings: { event, itemCount: itemCount(Number(event?.id)) } } });
	};
	return { query } as unknown as Api;
}

test('a season of long ago is there, and can be asked for', async () => {
	const seasons = await seasonsOf(
		apiWith(130, (index) => (index % 43 === 0 ? 5 : 0)),
		'ada',
	);
	expect(seasons.map(({ event }) => event.id)).toEqual(['129', '86', '43', '0']);
	expect(chooseSeason(seasons, '0', NOW)?.event.id).toBe('0');
	expect(chooseSeason(seasons, '1', NOW)).toBeNull();
	expect(chooseSeason(seasons, null, NOW)?.event.id).toBe('129');
});

test('without items in any there is the newest alone', async () => {
	const seasons = await seasonsOf(
		apiWith(12, () => 0),
		'ada',
	);
	expect(seasons.map(({ event }) => event.id)).toEqual(['11']);
});
