import { error } from '@sveltejs/kit';
import { failPage } from '$lib/server/failure';
import { publicItem } from '$lib/server/publicItem';
import { readTag } from '$lib/tag/tag';
import { TagItemDocument } from '$lib/tag/tagItem.generated';
import type { PageServerLoad } from './$types';

const REFUSALS = {
	unknown: { status: 404, message: 'No such tag.', code: 'TAG_UNKNOWN' },
	closed: { status: 403, message: 'No token for tags without sign-in.', code: 'TAG_CLOSED' },
	unreachable: { status: 503, message: 'The Hangtag server does not answer.', code: 'API_UNREACHABLE' },
} as const;

export const load: PageServerLoad = async ({ locals, params }) => {
	const tag = readTag(params.tag);
	if (!tag) error(404, { message: 'Not a tag.', code: 'TAG_MALFORMED' });
	const session = await locals.session();
	if (session.state === 'signedIn') {
		const { itemByTag } = await locals.api.query(TagItemDocument, { tag }).catch(failPage);
		// A consignor may hold somebody else's item in the hand: then it is a shopper like others.
		if (itemByTag) return { item: itemByTag, details: itemByTag, viewer: session.viewer, now: Date.now() };
	}
	const answer = await publicItem(tag);
	if (answer.state === 'found') return { item: answer.item, details: null, viewer: null, now: Date.now() };
	const { status, ...body } = REFUSALS[answer.state];
	error(status, body);
};
