/** Asks the API server who somebody is, and guards pages by it. */
import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { ApiError, type Api } from '$lib/graphql';
import { mayOpen, type Page, type Session, type Viewer } from '$lib/session';
import { ViewerDocument } from './viewer.generated';

/** A page is not held up by a server that does not answer. */
const ANSWER_MS_MAX = 3_000;

/** Whose token it is that `api` speaks with. */
export async function sessionOf(api: Api): Promise<Session> {
	try {
		const { viewer } = await api.query(ViewerDocument, {}, { timeoutMs: ANSWER_MS_MAX });
		return viewer ? { state: 'signedIn', viewer } : { state: 'refused' };
	} catch (reason) {
		if (reason instanceof ApiError && reason.code === 'UNAUTHENTICATED') return { state: 'refused' };
		if (reason instanceof ApiError) return { state: 'unreachable' };
		throw reason;
	}
}

/** The viewer, if it may open the page; else the way to sign in, or a sentence. For `+page.server.ts`. */
export async function requirePage(event: Pick<RequestEvent, 'locals' | 'url'>, page: Page): Promise<Viewer> {
	const session = await event.locals.session();
	if (session.state === 'unreachable')
		error(503, { message: 'The Hangtag server does not answer.', code: 'API_UNREACHABLE' });
	if (session.state !== 'signedIn') redirect(303, `/signin?next=${encodeURIComponent(event.url.pathname)}`);
	if (!mayOpen(page, session.viewer))
		error(403, { message: `Not for ${session.viewer.roles.join(', ')}.`, code: 'FORBIDDEN' });
	return session.viewer;
}
