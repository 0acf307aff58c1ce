import { expect, test } from 'vitest';
import { Api } from './api.ts';
import type { Document } from './document.ts';

const VIEWER: Document<unknown, Record<string, never>> = '{ viewer { name } }';

/** The headers of a query's request. */
async function headersOf(token?: string | null): Promise<Headers> {
	let headers = new Headers();
	const fetch = (_: unknown, init?: RequestInit) => {
		headers = new Headers(init?.headers);
		return Promise.resolve(Response.json({ data: { viewer: null } }));
	};
	await new Api({
		url: 'http://api.test/graphql',
		fetch: fetch as typeof globalThis.fetch,
		...(token === undefined ? {} : { token }),
	}).query(VIEWER, {});
	return headers;
}

test.each([
	['the browser', undefined, null, null],
	['the app’s server for nobody', null, '1.1 hangtag-app', null],
	['the app’s server for somebody', 'ht_me', '1.1 hangtag-app', 'Bearer ht_me'],
])('%s says who asks, and whether it asks for many', async (_, token, via, authorization) => {
	const headers = await headersOf(token);
	expect([headers.get('via'), headers.get('authorization')]).toEqual([via, authorization]);
});
