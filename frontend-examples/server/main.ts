/** The app's server: pages by SvelteKit, `/graphql` and its WebSocket by the gateway. */
import http from 'node:http';
import https from 'node:https';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appConfig } from '../src/lib/server/config.ts';
import { Gateway } from '../src/lib/server/gateway.ts';
import { protocolOf } from '../src/lib/server/origin.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Sockets do not end by themselves; what is in flight may. */
const DRAIN_MS_MAX = 5_000;
/** Ours alone: whatever a client sends under this name is overwritten. */
const PROTOCOL_HEADER = 'x-hangtag-app-protocol';

const config = appConfig(process.env);
// adapter-node would guess https and refuse every form on plain http.
if (!config.origin) process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
// @ts-ignore adapter-node writes it beside this file.
const { handler } = (await import('./handler.js')) as { handler: Handler };
const gateway = new Gateway(config);

function serve(request: IncomingMessage, response: ServerResponse): void {
	request.headers[PROTOCOL_HEADER] = protocolOf(request, config.origin);
	if (!gateway.request(request, response)) handler(request, response);
}

const [certificate, key] = [process.env['HANGTAG_APP_TLS_CERT'], process.env['HANGTAG_APP_TLS_KEY']];
const server =
	certificate && key
		? https.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, serve)
		: http.createServer(serve);
server.on('upgrade', (request, socket, head) => {
	if (!gateway.upgrade(request, socket, head)) socket.destroy();
});

const host = process.env['HOST'] ?? '127.0.0.1';
server.listen({ host, port: Number(process.env['PORT'] ?? 3000) }, () => {
	const { port } = server.address() as AddressInfo;
	const scheme = certificate && key ? 'https' : 'http';
	console.log(`listening on ${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`);
});
server.on('error', (error) => {
	console.error(`cannot listen: ${error.message}`);
	process.exit(1);
});

function stop(): void {
	server.close(() => process.exit(0));
	setTimeout(() => process.exit(0), DRAIN_MS_MAX).unref();
}
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
