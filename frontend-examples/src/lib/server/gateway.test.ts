import http from 'node:http';
import net from 'node:net';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Gateway } from './gateway.ts';
import { protocolOf } from './origin.ts';

const open: http.Server[] = [];

afterEach(async () => {
	for (const server of open.splice(0)) {
		server.closeAllConnections();
		await new Promise((done) => server.close(done));
	}
});

async function listen(server: http.Server): Promise<string> {
	open.push(server);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A gateway before an API server that answers by `api`; null: nobody is there. */
async function gateway(api: http.Server | null, origin: string | null = null): Promise<string> {
	const apiUrl = new URL(api ? await listen(api) : 'http://127.0.0.1:9');
	const passOn = new Gateway({ apiUrl, publicToken: 'ht_app', origin, demoTokens: [] });
	const server = http.createServer((request, response) => {
		if (!passOn.request(request, response)) response.writeHead(404).end('page');
	});
	server.on('upgrade', (request, socket, head) => passOn.upgrade(request, socket, head));
	return listen(server);
}

/** Answers with what it was asked. */
function echo(): http.Server {
	return http.createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'api=1' });
			response.end(
				JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }),
			);
		});
	});
}

async function post(url: string, headers: Record<string, string> = {}, body = '{"query":"{ viewer }"}') {
	const response = await fetch(`${url}/graphql`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body,
	});
	return { response, json: await response.json() };
}

test('the cookie becomes a token, and what the browser says of itself stays here', async () => {
	const url = await gateway(echo());
	const { response, json } = await post(url, {
		cookie: 'a=b; hangtag_token=ht_me',
		authorization: 'Bearer ht_other',
		'x-secret': '1',
	});
	expect(json.headers.authorization).toBe('Bearer ht_me');
	expect(json.headers).not.toHaveProperty('cookie');
	expect(json.headers).not.toHaveProperty('x-secret');
	expect(json.body).toBe('{"query":"{ viewer }"}');
	expect(response.headers.has('set-cookie')).toBe(false);
});

test('the API server is told that the connection is many browsers’', async () => {
	const { json } = await post(await gateway(echo()), { via: '1.1 elsewhere' });
	expect(json.headers.via).toBe('1.1 hangtag-app');
});

test('without a cookie nobody’s token is added, the app’s least of all', async () => {
	const { json } = await post(await gateway(echo()), { authorization: 'Bearer ht_other' });
	expect(json.headers).not.toHaveProperty('authorization');
});

test('a query by GET keeps its text', async () => {
	const url = await gateway(echo());
	const asked = await (await fetch(`${url}/graphql?query=%7Bviewer%7D`)).json();
	expect(asked.url).toBe('/graphql?query=%7Bviewer%7D');
	expect((await fetch(`${url}/graphqlx`)).status).toBe(404);
});

test.each([
	['another site', { origin: 'http://evil.example' }],
	['an opaque origin', { origin: 'null' }],
	['a neighbour of the same site', { 'sec-fetch-site': 'same-site' }],
])('a request of %s is refused', async (_, headers) => {
	const { response, json } = await post(await gateway(echo()), headers as unknown as Record<string, string>);
	expect([response.status, json.errors[0].extensions.code]).toEqual([403, 'FORBIDDEN']);
});

test('behind the hall’s own TLS, the origin is the address that the browser used', async () => {
	const url = await gateway(echo());
	const host = new URL(url).host;
	const forwarded = { 'x-forwarded-proto': 'https' };
	expect((await post(url, { ...forwarded, origin: `https://${host}` })).response.status).toBe(200);
	expect((await post(url, { ...forwarded, origin: url })).response.status).toBe(403);
	expect((await post(url, { origin: `https://${host}` })).response.status).toBe(403);
});

test('only this machine says that it ended TLS', () => {
	const asked = (remoteAddress: string) =>
		({ headers: { 'x-forwarded-proto': 'https' }, socket: { remoteAddress } }) as unknown as IncomingMessage;
	expect(['127.0.0.1', '::1', '::ffff:127.0.0.1'].map((from) => protocolOf(asked(from), null))).toEqual(
		Array(3).fill('https'),
	);
	for (const far of ['192.168.1.20', '10.127.0.1', 'fe80::1', '']) {
		expect(protocolOf(asked(far), null), far).toBe('http');
	}
});

test('behind something that ends TLS, the origin is the named one', async () => {
	const url = await gateway(echo(), 'https://sale.example.org');
	expect((await post(url, { origin: 'https://sale.example.org' })).response.status).toBe(200);
	expect((await post(url, { origin: url })).response.status).toBe(403);
});

test.each([
	['told', () => ({ body: 'x'.repeat(1024 * 1024 + 1) })],
	['not told', () => ({ body: new Blob(['x'.repeat(2 * 1024 * 1024)]).stream(), duplex: 'half' })],
])('a body over 1 MiB whose length is %s is refused', async (_, init) => {
	const url = await gateway(echo());
	const headers = { 'content-type': 'application/json' };
	const response = await fetch(`${url}/graphql`, { method: 'POST', headers, ...init() } as RequestInit);
	expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([
		413,
		'BAD_USER_INPUT',
	]);
});

test('a server that is down is said so as GraphQL, to requests and to sockets', async () => {
	const url = await gateway(null);
	const { response, json } = await post(url);
	expect(response.status).toBe(502);
	expect(json.errors[0].extensions).toEqual({ code: 'API_UNREACHABLE', retryable: true });
	expect(await handshake(url, url)).toMatch(/^HTTP\/1\.1 502 [^]*"code":"API_UNREACHABLE"/);
});

test('HTML is never passed on', async () => {
	const html = http.createServer(
		(_, response) => void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>'),
	);
	const { response, json } = await post(await gateway(html));
	expect([response.status, json.errors[0].extensions.code]).toEqual([502, 'NOT_GRAPHQL']);
});

test('a socket carries bytes both ways with the token, for this app’s pages only', async () => {
	const api = http.createServer();
	let authorization: string | undefined;
	api.on('upgrade', (request, socket) => {
		authorization = request.headers.authorization;
		socket.write(
			'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello ',
		);
		socket.on('data', (data) => socket.end(data));
	});
	const url = await gateway(api);
	expect(await handshake(url, url, 'bytes')).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\nhello bytes$/);
	expect(authorization).toBe('Bearer ht_me');
	expect(await handshake(url, 'http://evil.example')).toMatch(/^HTTP\/1\.1 403 /);
	expect(await handshake(url, null)).toMatch(/^HTTP\/1\.1 403 /);
});

/** Speaks a handshake and all that follows; answers what came back until the end. */
function handshake(url: string, origin: string | null, then = ''): Promise<string> {
	const { port, host } = new URL(url);
	const lines = [
		'GET /graphql HTTP/1.1',
		`Host: ${host}`,
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Cookie: hangtag_token=ht_me',
	];
	if (origin) lines.push(`Origin: ${origin}`);
	return new Promise((done, fail) => {
		let heard = '';
		const socket = net.connect(Number(port), '127.0.0.1', () =>
			socket.write(`${lines.join('\r\n')}\r\n\r\n${then}`),
		);
		socket.on('data', (data) => (heard += String(data)));
		socket.on('close', () => done(heard));
		socket.on('error', fail);
	});
}
