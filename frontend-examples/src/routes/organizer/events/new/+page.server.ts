import { error } from '@sveltejs/kit';
import { EventHeadDocument } from '$lib/organizer/events.generated';
import { asked } from '$lib/server/asked';
import { requirePage } from '$lib/server/viewer';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	await requirePage(event, 'organizer');
	const copied = event.url.searchParams.get('copy');
	if (copied === null) return { from: null };
	const { saleEvent } = await asked(event.locals.api.query(EventHeadDocument, { id: copied }), event.url);
	if (!saleEvent) error(404, { message: 'There is no such event.' });
	return { from: saleEvent };
};
