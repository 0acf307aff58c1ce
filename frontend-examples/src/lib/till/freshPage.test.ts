import { expect, it } from 'vitest';
import { freshPage } from './freshPage.ts';

const kept = new Response('kept');
const text = async (fetchPage: (signal: AbortSignal) => Promise<Response>) =>
	(await freshPage(fetchPage, kept.clone(), 50)).text();

it('is the network’s if it comes in time', async () => {
	expect(await text(async () => new Response('fresh'))).toBe('fresh');
});

it('keeps what the server says with the page', async () => {
	const headers = { 'content-security-policy': "default-src 'self'" };
	const page = await freshPage(async () => new Response('fresh', { headers }), kept, 50);
	expect(page.headers.get('content-security-policy')).toBe("default-src 'self'");
});

it('is the kept one if the network’s stops in the middle', async () => {
	const half = (signal: AbortSignal) => {
		const body = new ReadableStream({
			start(page) {
				page.enqueue(new TextEncoder().encode('<html>'));
				signal.addEventListener('abort', () => page.error(signal.reason));
			},
		});
		return Promise.resolve(new Response(body));
	};
	expect(await text(half)).toBe('kept');
});

it.each([500, 404, 511])('is the kept one if the network answers %d', async (status) => {
	expect(await text(async () => new Response('no', { status }))).toBe('kept');
});

it('is the kept one if a network wants its guests to sign in first', async () => {
	const portal = new Response('Welcome, guest');
	Object.defineProperty(portal, 'redirected', { value: true });
	expect(await text(async () => portal)).toBe('kept');
});
