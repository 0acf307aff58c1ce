/** What every request goes through: language, colours, who asks, and the headers that browsers obey. */
import type { Handle } from '@sveltejs/kit';
import { Api } from '$lib/graphql';
import { chooseLocale, LOCALE_COOKIE } from '$lib/i18n/locale';
import { tokenOf } from '$lib/server/auth';
import { appConfig } from '$lib/server/config';
import { sessionOf } from '$lib/server/viewer';
import type { Session } from '$lib/session';
import { asTheme, THEME_COOKIE } from '$lib/theme';

const API_URL = new URL('/graphql', appConfig(process.env).apiUrl).href;

const HEADERS = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'permissions-policy': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
};

export const handle: Handle = async ({ event, resolve }) => {
	const { cookies, locals, request } = event;
	const token = tokenOf(request.headers.get('cookie'));
	locals.locale = chooseLocale(cookies.get(LOCALE_COOKIE), request.headers.get('accept-language'));
	locals.theme = asTheme(cookies.get(THEME_COOKIE));
	locals.api = new Api({ url: API_URL, token });
	let session: Promise<Session> | undefined;
	locals.session = () =>
		(session ??= token ? sessionOf(locals.api) : Promise.resolve({ state: 'signedOut' }));

	const response = await resolve(event, {
		transformPageChunk: ({ html }) =>
			html.replace('%hangtag.lang%', locals.locale).replace('%hangtag.theme%', locals.theme),
	});
	for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
	// What one person sees is kept by nobody on the way.
	if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'private, no-store');
	if (event.route.id === '/graphiql') relax(response);
	return response;
};

/** The editor in GraphiQL writes styles into the page and carries its fonts in them; this page alone lets it. */
function relax(response: Response): void {
	const policy = response.headers.get('content-security-policy');
	if (!policy) return;
	const relaxed = policy
		.replace(/style-src(-attr)? [^;]*/g, "style-src$1 'self' 'unsafe-inline'")
		.replace(/font-src [^;]*/, "font-src 'self' data:");
	response.headers.set('content-security-policy', relaxed);
}
