/**
 * Passes `/graphql` and its WebSocket on to the API server, so that the browser knows one origin and never a token.
 * Streams both ways with back-pressure; keeps nothing.
 */
import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { VIA } from '../graphql/via.ts';
import { tokenOf } from './auth.ts';
import type { AppConfig } from './config.ts';
import { isOwnOrigin } from './origin.ts';

const PATH = '/graphql';
/** As the API server's own limit. */
const BODY_BYTES_MAX = 1024 * 1024;
/** A commit that takes longer is given up by the API server itself. */
const ANSWER_MS_MAX = 30_000;
/** Of a request, what the API server needs to know. The browser's cookies and its Authorization stay here. */
const REQUEST_HEADERS = ['accept', 'content-type', 'content-length', 'transfer-encoding'];
const UPGRADE_HEADERS = [
	'connection',
	'upgrade',
	'sec-websocket-key',
	'sec-websocket-version',
	'sec-websocket-protocol',
	'sec-websocket-extensions',
];
/** Of an answer, what concerns one connection and not the next. */
const HOP_HEADERS = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'set-cookie']);

/** Why a request does not reach the API server, as GraphQL says it. */
interface Refusal {
	status: number;
	code: string;
	message: string;
	retryable?: boolean;
}

const UNREACHABLE: Refusal = {
	status: 502,
	code: 'API_UNREACHABLE',
	message: 'The Hangtag server does not answer. Retry with the same key.',
	retryable: true,
};
const NOT_GRAPHQL: Refusal = { ...UNREACHABLE, code: 'NOT_GRAPHQL', message: 'What answers is not Hangtag.' };
const TOO_SLOW: Refusal = {
	...UNREACHABLE,
	status: 504,
	message: 'The Hangtag server took too long. Retry with the same key.',
};
const NOT_OURS: Refusal = {
	status: 403,
	code: 'FORBIDDEN',
	message: 'This request comes from another site.',
};
const TOO_LARGE: Refusal = { status: 413, code: 'BAD_USER_INPUT', message: 'The body is larger than 1 MiB.' };
const WRONG_METHOD: Refusal = { status: 405, code: 'BAD_USER_INPUT', message: 'GraphQL takes POST and GET.' };

/** The way from this app's server to the API server. */
export class Gateway {
	readonly #config: AppConfig;
	readonly #transport: typeof http | typeof https;
	readonly #agent: http.Agent;

	constructor(config: AppConfig) {
		this.#config = config;
		this.#transport = config.apiUrl.protocol === 'https:' ? https : http;
		this.#agent = new this.#transport.Agent({ keepAlive: true });
	}

	/** Takes a request for `/graphql`; false if it is none. */
	request(request: IncomingMessage, response: ServerResponse): boolean {
		if (!isGraphql(request)) return false;
		const refusal = this.#refusal(request);
		if (refusal) {
			// What is still sent is read and dropped: a reset connection would hide the answer.
			request.resume();
			answer(response, refusal);
		} else {
			this.#passOn(request, response);
		}
		return true;
	}

	/** Takes a WebSocket for `/graphql`; false if it is none. */
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
		if (!isGraphql(request)) return false;
		socket.on('error', () => socket.destroy());
		// Browsers always name the origin of a socket.
		if (!request.headers.origin || !isOwnOrigin(request, this.#config.origin)) {
			answerRaw(socket, NOT_OURS);
			return true;
		}
		const upstream = this.#open(request, UPGRADE_HEADERS);
		upstream.on('upgrade', (answered, far, farHead) => join(socket, far, answered, [head, farHead]));
		upstream.on('response', (answered) => {
			answered.resume();
			answerRaw(socket, { ...UNREACHABLE, status: answered.statusCode ?? 502 });
		});
		upstream.on('error', () => answerRaw(socket, UNREACHABLE));
		socket.on('close', () => upstream.destroy());
		upstream.end();
		return true;
	}

	#refusal(request: IncomingMessage): Refusal | null {
		if (request.method !== 'POST' && request.method !== 'GET') return WRONG_METHOD;
		if (!isOwnOrigin(request, this.#config.origin)) return NOT_OURS;
		return Number(request.headers['content-length'] ?? 0) > BODY_BYTES_MAX ? TOO_LARGE : null;
	}

	#passOn(request: IncomingMessage, response: ServerResponse): void {
		const upstream = this.#open(request, REQUEST_HEADERS);
		const refuse = (refusal: Refusal) => {
			upstream.destroy();
			request.unpipe(upstream);
			request.resume();
			if (response.headersSent) response.destroy();
			else answer(response, refusal);
		};
		const timer = setTimeout(() => refuse(TOO_SLOW), ANSWER_MS_MAX);
		upstream.on('response', (answered) => {
			clearTimeout(timer);
			// A proxy's page of HTML, say: whoever asks expects GraphQL.
			if (!isJson(answered)) return refuse(NOT_GRAPHQL);
			response.writeHead(answered.statusCode ?? 502, passedHeaders(answered));
			answered.on('error', () => response.destroy());
			answered.pipe(response);
		});
		upstream.on('error', () => {
			clearTimeout(timer);
			if (!response.writableEnded) refuse(UNREACHABLE);
		});
		response.on('close', () => {
			clearTimeout(timer);
			upstream.destroy();
		});
		let bytes = 0;
		request.on('data', (chunk: Buffer) => {
			bytes += chunk.length;
			if (bytes > BODY_BYTES_MAX && !response.headersSent) refuse(TOO_LARGE);
		});
		request.pipe(upstream);
	}

	#open(request: IncomingMessage, names: string[]): http.ClientRequest {
		const headers: OutgoingHttpHeaders = { via: VIA };
		for (const name of names) {
			const value = request.headers[name];
			if (value !== undefined) headers[name] = value;
		}
		const token = tokenOf(request.headers.cookie);
		if (token) headers['authorization'] = `Bearer ${token}`;
		const query = (request.url ?? '').slice(PATH.length);
		const url = new URL(PATH + query, this.#config.apiUrl);
		const agent = names === UPGRADE_HEADERS ? false : this.#agent;
		return this.#transport.request(url, { method: request.method, headers, agent });
	}
}

function isGraphql(request: IncomingMessage): boolean {
	const path = (request.url ?? '').split('?', 1)[0];
	return path === PATH;
}

function isJson(answered: IncomingMessage): boolean {
	return /^application\/(graphql-response\+)?json\b/i.test(answered.headers['content-type'] ?? '');
}

function passedHeaders(answered: IncomingMessage): OutgoingHttpHeaders {
	return Object.fromEntries(Object.entries(answered.headers).filter(([name]) => !HOP_HEADERS.has(name)));
}

/** From here on bytes are only carried: pings, close codes and pauses pass as they are. */
function join(
	near: Duplex,
	far: Duplex,
	answered: IncomingMessage,
	[nearHead, farHead]: [Buffer, Buffer],
): void {
	const lines = [`HTTP/1.1 101 ${answered.statusMessage ?? 'Switching Protocols'}`];
	for (let at = 0; at < answered.rawHeaders.length; at += 2) {
		lines.push(`${answered.rawHeaders[at]}: ${answered.rawHeaders[at + 1]}`);
	}
	near.write(`${lines.join('\r\n')}\r\n\r\n`);
	if (farHead.length > 0) near.write(farHead);
	if (nearHead.length > 0) far.write(nearHead);
	far.on('error', () => near.destroy());
	near.on('close', () => far.destroy());
	far.on('close', () => near.end());
	near.pipe(far);
	far.pipe(near);
}

function body({ code, message, retryable = false }: Refusal): string {
	return JSON.stringify({ errors: [{ message, extensions: { code, retryable } }] });
}

const ANSWER_HEADERS = {
	'content-type': 'application/json; charset=utf-8',
	'cache-control': 'no-store',
	'x-content-type-options': 'nosniff',
};

function answer(response: ServerResponse, refusal: Refusal): void {
	const text = body(refusal);
	response.writeHead(refusal.status, { ...ANSWER_HEADERS, 'content-length': Buffer.byteLength(text) });
	response.end(text);
}

function answerRaw(socket: Duplex, refusal: Refusal): void {
	if (socket.destroyed || socket.writableEnded) return;
	const text = body(refusal);
	const headers = { ...ANSWER_HEADERS, 'content-length': Buffer.byteLength(text), connection: 'close' };
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	const status = `${refusal.status} ${http.STATUS_CODES[refusal.status] ?? ''}`;
	socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${text}`);
}
