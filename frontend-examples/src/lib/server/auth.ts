/**
 * Who a browser is: an API token in a cookie that no script can read. All that knows of it is here, so that accounts
 * can take its place.
 */
import type { Cookies } from '@sveltejs/kit';

/** Cookies do not know ports, so the name says whose it is. */
const COOKIE = 'hangtag_token';
/** A device in the hall stays signed in for a season, as long as its token is not revoked. */
const DAYS = 90;
/** What may stand in a header; the API server knows which are real. */
const TOKEN = /^[\x21-\x7e]{1,200}$/;

/** The token in a text that was pasted: blanks around it and a leading `Bearer` do not matter. */
export function readToken(text: string): string | null {
	const token = text.trim().replace(/^bearer\s+/i, '');
	return TOKEN.test(token) ? token : null;
}

/** The token that a request carries, from its `Cookie` header. */
export function tokenOf(cookieHeader: string | null | undefined): string | null {
	for (const pair of (cookieHeader ?? '').split(';')) {
		const [name, ...value] = pair.split('=');
		if (name?.trim() === COOKIE) return readToken(decode(value.join('=').trim()));
	}
	return null;
}

/** Keeps a token that the API server has accepted. */
export function signIn(cookies: Cookies, url: URL, token: string): void {
	cookies.set(COOKIE, token, { ...attributes(url), maxAge: DAYS * 24 * 60 * 60 });
}

/** Forgets it; the token itself stays valid until it is revoked. */
export function signOut(cookies: Cookies, url: URL): void {
	cookies.delete(COOKIE, attributes(url));
}

/** Lax: who follows a link from mail stays signed in; nothing changes by GET, and `/graphql` refuses other origins. */
function attributes(url: URL) {
	return { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' } as const;
}

function decode(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return '';
	}
}
