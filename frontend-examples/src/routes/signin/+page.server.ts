import { fail, redirect } from '@sveltejs/kit';
import { Api } from '$lib/graphql';
import { readToken, signIn, signOut } from '$lib/server/auth';
import { appConfig } from '$lib/server/config';
import { sessionOf } from '$lib/server/viewer';
import type { Actions } from './$types';

type Failure = 'EMPTY' | 'MALFORMED' | 'REFUSED' | 'UNREACHABLE';

const API_URL = new URL('/graphql', appConfig(process.env).apiUrl).href;

export const actions: Actions = {
	/** Keeps the token if the API server knows it. */
	in: async ({ request, cookies, url }) => {
		const text = String((await request.formData()).get('token') ?? '');
		if (text.trim() === '') return failed(400, 'EMPTY');
		const token = readToken(text);
		if (!token) return failed(400, 'MALFORMED');
		const session = await sessionOf(new Api({ url: API_URL, token }));
		if (session.state === 'unreachable') return failed(503, 'UNREACHABLE');
		if (session.state !== 'signedIn') return failed(401, 'REFUSED');
		signIn(cookies, url, token);
		redirect(303, ownPath(url.searchParams.get('next')));
	},
	out: ({ cookies, url }) => {
		signOut(cookies, url);
		redirect(303, '/signin');
	},
};

function failed(status: number, reason: Failure) {
	return fail(status, { reason });
}

/** A link must not lead elsewhere after signing in. */
function ownPath(next: string | null): string {
	return next && /^\/(?![/\\])[\w/?=&%.-]*$/.test(next) ? next : '/';
}
