import { error } from '@sveltejs/kit';
import { asItemState, listItems } from '$lib/organizer/itemList';
import { asked } from '$lib/server/asked';
import { requirePage } from '$lib/server/viewer';
import type { PageServerLoad } from './$types';

const SEARCH_CHARACTERS_MAX = 200;

export const load: PageServerLoad = async (event) => {
	await requirePage(event, 'organizer');
	const asks = event.url.searchParams;
	const query = {
		eventId: event.params.id,
		q: (asks.get('q') ?? '').slice(0, SEARCH_CHARACTERS_MAX),
		state: asItemState(asks.get('state')),
		after: asks.get('after'),
	};
	const found = await asked(listItems(event.locals.api, query), event.url);
	// A consignor's number that nobody has finds nothing; the layout says whether there is such an event.
	if (!found && query.q === '') error(404, { message: 'There is no such event.' });
	return { query, found: found ?? { nodes: [], next: null, isPartial: false } };
};
