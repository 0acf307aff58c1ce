import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { itemsOf } from '$lib/consignor/items';
import { chooseSeason, seasonsOf } from '$lib/consignor/seasons';
import { ConsignorByNumberDocument } from '$lib/consignor/sheet.generated';
import { failPage } from '$lib/server/failure';
import { requirePage } from '$lib/server/viewer';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, params, url } = event;
	const consignor = await (params.number === undefined ? own(event) : byNumber(event, params.number));
	const seasons = await seasonsOf(locals.api, consignor.id).catch(failPage);
	const wanted = url.searchParams.get('event');
	const season = chooseSeason(seasons, wanted, new Date());
	if (!season && wanted !== null) error(404, { message: 'Nothing of this consignor is in that event.' });
	if (!season) return { consignor, sheet: null, seasons: [] };
	const { event: sale, ...earnings } = season;
	const which = { consignorId: consignor.id, eventId: sale.id, itemCount: earnings.itemCount };
	const items = await itemsOf(locals.api, which).catch(failPage);
	return { consignor, sheet: { event: sale, earnings, items }, seasons };
};

async function own(event: RequestEvent) {
	const viewer = await requirePage(event, 'consignor');
	if (!viewer.consignor) error(403, { message: 'No consignor stands behind this token.', code: 'FORBIDDEN' });
	return viewer.consignor;
}

/** For organizers whom somebody asks about a payout. The API decides: who may not see a name may not see earnings either. */
async function byNumber({ locals, url }: RequestEvent, text: string) {
	const session = await locals.session();
	if (session.state === 'unreachable')
		error(503, { message: 'The Hangtag server does not answer.', code: 'API_UNREACHABLE' });
	if (session.state !== 'signedIn') redirect(303, `/signin?next=${encodeURIComponent(url.pathname)}`);
	if (!/^\d{1,5}$/.test(text)) error(404, { message: 'A consignor’s number is 1 to 99999.' });
	const { consignorByNumber: found } = await locals.api
		.query(ConsignorByNumberDocument, { number: Number(text) })
		.catch(failPage);
	const isOrganizer = session.viewer.roles.includes('ORGANIZER');
	if (!found && isOrganizer) error(404, { message: 'There is no such consignor.' });
	if (!found?.displayName) error(403, { message: 'This page is another consignor’s.', code: 'FORBIDDEN' });
	return found;
}
