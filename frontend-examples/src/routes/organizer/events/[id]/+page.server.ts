import { error } from '@sveltejs/kit';
import { EventSessionsDocument } from '$lib/organizer/events.generated';
import { asked } from '$lib/server/asked';
import { requirePage } from '$lib/server/viewer';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	await requirePage(event, 'organizer');
	const answer = event.locals.api.query(EventSessionsDocument, { id: event.params.id });
	const { saleEvent } = await asked(answer, event.url);
	if (!saleEvent) error(404, { message: 'There is no such event.' });
	return { sessions: saleEvent.sessions.nodes.toReversed(), hasFreeItems: saleEvent.free.nodes.length > 0 };
};
