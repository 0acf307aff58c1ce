import { expect, test } from 'vitest';
import { appConfig } from './config.ts';

test('without variables the app looks for a server on this machine and gives nothing away', () => {
	expect(appConfig({})).toEqual({
		apiUrl: new URL('http://127.0.0.1:8080'),
		publicToken: null,
		origin: null,
		demoTokens: [],
	});
});

test('a demo’s tokens are for pages', () => {
	const { demoTokens } = appConfig({ HANGTAG_APP_DEMO_TOKENS: ' organizer=ht_a till=ht_b\n' });
	expect(demoTokens).toEqual([
		{ page: 'organizer', token: 'ht_a' },
		{ page: 'till', token: 'ht_b' },
	]);
});

test.each(['nobody=ht_a', 'till', 'till=', 'toString=ht_a'])('%j is refused at start', (text) => {
	expect(() => appConfig({ HANGTAG_APP_DEMO_TOKENS: text })).toThrow('HANGTAG_APP_DEMO_TOKENS');
});

test.each(['localhost', 'ftp://example.org', ''])('the server’s address %j is refused at start', (text) => {
	expect(() => appConfig({ HANGTAG_URL: text })).toThrow('HANGTAG_URL');
});
