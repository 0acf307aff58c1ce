import { listConsignors } from '$lib/organizer/consignorList';
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
		after: asks.get('after'),
	};
	const found = await asked(listConsignors(event.locals.api, query), event.url);
	return { query, found: found ?? { nodes: [], next: null, isPartial: false } };
};
