/** The one WebSocket of a page, shared by its streams: graphql-transport-ws, by graphql-ws. */
import { createClient, type Client } from 'graphql-ws';

/** The browser shows nobody that a network cable was pulled; a ping does. */
const PING_MS = 10_000;
const PONG_MS_MAX = 5_000;

/** A client that connects when somebody listens. It does not retry: each stream goes on from its own place. */
export function connect(url: string, webSocketImpl?: unknown): Client {
	let pong: ReturnType<typeof setTimeout> | undefined;
	const client = createClient({
		url,
		lazy: true,
		retryAttempts: 0,
		keepAlive: PING_MS,
		...(webSocketImpl ? { webSocketImpl } : {}),
		on: {
			ping: (received) => {
				if (!received) pong = setTimeout(() => client.terminate(), PONG_MS_MAX);
			},
			pong: (received) => {
				if (received) clearTimeout(pong);
			},
			closed: () => clearTimeout(pong),
		},
		// A stream hears of it by its sink.
		onNonLazyError: () => {},
	});
	return client;
}

let shared: Client | undefined;

/** The page's own. Only in the browser. */
export function pageConnection(): Client {
	shared ??= connect(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`);
	return shared;
}
