import { requirePage } from '$lib/server/viewer';
import { OpenSalesDocument } from '$lib/scout/scout.generated';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	await requirePage(event, 'scout');
	const { saleEvents } = await event.locals.api.query(OpenSalesDocument, {});
	return {
		/** What sells now, the newest first. */
		sales: saleEvents.nodes
			.flatMap(({ activeSession, name, currency, timeZone }) =>
				activeSession ? [{ sessionId: activeSession.id, name, currency, timeZone }] : [],
			)
			.reverse(),
	};
};
