import { error } from '@sveltejs/kit';
import { DashboardDocument, DashboardPlaceDocument } from '$lib/dashboard/dashboard.generated';
import { ApiError } from '$lib/graphql';
import { requirePage } from '$lib/server/viewer';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	await requirePage(event, 'organizer');
	const { id } = event.params;
	const { api } = event.locals;
	try {
		// The place first: what is shown may be newer, never older, so that the streams leave nothing out.
		const place = (await api.query(DashboardPlaceDocument, { id })).saleSession;
		const session = (await api.query(DashboardDocument, { id })).saleSession;
		if (!place || !session) error(404, { message: 'There is no such session.', code: 'NOT_FOUND' });
		return { dashboard: session, after: place.totals.sequence };
	} catch (reason) {
		if (!(reason instanceof ApiError)) throw reason;
		if (reason.code === 'BAD_USER_INPUT' || reason.code === 'NOT_FOUND')
			error(404, { message: reason.message, code: 'NOT_FOUND' });
		if (reason.code === 'UNAUTHENTICATED' || reason.code === 'FORBIDDEN')
			error(403, { message: reason.message, code: 'FORBIDDEN' });
		error(503, { message: reason.message, code: 'API_UNREACHABLE' });
	}
};
