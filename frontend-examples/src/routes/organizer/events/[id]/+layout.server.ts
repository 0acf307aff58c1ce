import { error } from '@sveltejs/kit';
import { EventHeadDocument } from '$lib/organizer/events.generated';
import { asked } from '$lib/server/asked';
import { requirePage } from '$lib/server/viewer';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
	await requirePage(event, 'organizer');
	const { saleEvent } = await asked(
		event.locals.api.query(EventHeadDocument, { id: event.params.id }),
		event.url,
	);
	if (!saleEvent) error(404, { message: 'There is no such event.' });
	return { event: saleEvent };
};
