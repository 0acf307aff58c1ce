/** Where the API server is, and what this app may do by itself. Read once, at start. */
import { isPage, type Page } from '../session.ts';

/** What the environment says. */
export interface AppConfig {
	/** The API server, without a path: `http://127.0.0.1:8080`. */
	readonly apiUrl: URL;
	/** A cashier's token of one organization, for tag pages without sign-in only. */
	readonly publicToken: string | null;
	/** This app's own address if something in front of it ends TLS; else each request says it. */
	readonly origin: string | null;
	/** Tokens that the start page gives to everybody: of a demo, whose tokens are no secrets. */
	readonly demoTokens: readonly DemoToken[];
}

/** A role to look through, with the page that it begins with. */
export interface DemoToken {
	readonly page: Page;
	readonly token: string;
}

const API_URL = 'http://127.0.0.1:8080';

/** Throws a sentence if a variable is no address. */
export function appConfig(env: Record<string, string | undefined>): AppConfig {
	return {
		apiUrl: address('HANGTAG_URL', env['HANGTAG_URL'] ?? API_URL),
		publicToken: env['HANGTAG_APP_TOKEN'] || null,
		origin: env['ORIGIN'] ? address('ORIGIN', env['ORIGIN']).origin : null,
		demoTokens: demoTokens(env['HANGTAG_APP_DEMO_TOKENS'] ?? ''),
	};
}

/** `organizer=ht_… till=ht_…`, as `make run` gives them. */
function demoTokens(text: string): DemoToken[] {
	return text
		.split(/\s+/)
		.filter(Boolean)
		.map((pair) => {
			const [page = '', token = ''] = pair.split('=');
			if (!isPage(page) || token === '')
				throw new Error(`HANGTAG_APP_DEMO_TOKENS is no list such as till=ht_…: ${JSON.stringify(page)}`);
			return { page, token };
		});
}

function address(name: string, text: string): URL {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url || !['http:', 'https:'].includes(url.protocol)) {
		throw new Error(`${name} is no address such as ${API_URL}: ${JSON.stringify(text)}`);
	}
	return url;
}
