/** The events that a consignor has items in. */
import type { Api } from '$lib/graphql';
import {
	ConsignorSheetDocument,
	RecentEventsDocument,
	type ConsignorSheetQuery,
	type RecentEventsQuery,
} from './sheet.generated';

/** The API's longest page. */
const EVENTS_A_PAGE = 100;
/** Each event is a question of its own; more at a time would crowd out the tills'. */
const QUESTIONS_AT_ONCE = 8;

export type Season = NonNullable<NonNullable<ConsignorSheetQuery['consignor']>['earnings']>;

/** The newest first. Without items in any, the newest event alone. */
export async function seasonsOf(api: Api, consignorId: string): Promise<Season[]> {
	const newest = (await eventsOf(api)).toSorted((a, b) => b.startsAt.localeCompare(a.startsAt));
	const seasons: Season[] = [];
	for (let from = 0; from < newest.length; from += QUESTIONS_AT_ONCE) {
		const answers = await Promise.all(
			newest
				.slice(from, from + QUESTIONS_AT_ONCE)
				.map(({ id }) => api.query(ConsignorSheetDocument, { consignorId, eventId: id })),
		);
		seasons.push(...answers.flatMap(({ consignor }) => consignor?.earnings ?? []));
	}
	const own = seasons.filter((season) => season.itemCount > 0);
	return own.length > 0 ? own : seasons.slice(0, 1);
}

async function eventsOf(api: Api): Promise<RecentEventsQuery['saleEvents']['nodes']> {
	const { saleEvents } = await api.query(RecentEventsDocument, { last: EVENTS_A_PAGE, before: null });
	const events = [...saleEvents.nodes];
	let page = saleEvents.pageInfo;
	while (page.hasPreviousPage && page.startCursor) {
		const older = await api.query(RecentEventsDocument, { last: EVENTS_A_PAGE, before: page.startCursor });
		events.push(...older.saleEvents.nodes);
		page = older.saleEvents.pageInfo;
	}
	return events;
}

/** The one that is asked for; else the one that sells now, the last that did, or the next. */
export function chooseSeason(seasons: readonly Season[], wanted: string | null, now: Date): Season | null {
	const asked = seasons.find((season) => season.event.id === wanted);
	if (wanted !== null) return asked ?? null;
	const begun = seasons.filter((season) => new Date(season.event.startsAt) <= now);
	const running = begun.find((season) => new Date(season.event.endsAt) >= now);
	return running ?? begun[0] ?? seasons.at(-1) ?? null;
}
