import { runningFirst } from '$lib/organizer/eventOrder';
import { EventListDocument } from '$lib/organizer/events.generated';
import { asked } from '$lib/server/asked';
import { requirePage } from '$lib/server/viewer';
import type { PageServerLoad } from './$types';

const EVENTS_A_PAGE = 10;

export const load: PageServerLoad = async (event) => {
	await requirePage(event, 'organizer');
	const before = event.url.searchParams.get('before');
	const answer = event.locals.api.query(EventListDocument, { last: EVENTS_A_PAGE, before });
	const { nodes, pageInfo } = (await asked(answer, event.url)).saleEvents;
	return {
		events: runningFirst(nodes),
		isNewest: before === null,
		older: pageInfo.hasPreviousPage ? (pageInfo.startCursor ?? null) : null,
	};
};
