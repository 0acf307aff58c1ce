import { expect, it, vi } from 'vitest';
import type { Api } from '$lib/graphql';
import { TillServer } from './server.ts';

it('offers the sessions of all events, however many there are', async () => {
	const events = Array.from({ length: 45 }, (_, at) => ({ name: `Event ${at}` }));
	const query = vi.fn(async (_: unknown, { before }: { before?: string | null }) => {
		const end = before ? Number(before) : events.length;
		const start = Math.max(0, end - 20);
		return {
			viewer: { organizationName: 'Test hall' },
			saleEvents: {
				nodes: events.slice(start, end),
				pageInfo: { hasPreviousPage: start > 0, startCursor: `${start}` },
			},
		};
	});
	const { events: found } = await new TillServer({ query } as unknown as Api).sessions();
	expect(found).toEqual(events);
});
