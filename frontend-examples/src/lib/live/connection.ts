/** The one WebSocket of a page, shared by its streams: graphql-transport-ws, by graphql-ws. */
import { createClient, type Client } from 'graphql-ws';

/** The browser shows nobody that a network cable was pulled; a ping does. */
const PING_MS = 10_000;
const PONG_MS_MAX = 5_000;

/** A socket that opens when somebody listens. It does not retry: each stream goes on from its own place. */
export interface Connection {
	subscribe: Client['subscribe'];
	/** The server has acknowledged it, so that what is subscribed now is heard. */
	readonly isOpen: boolean;
	/** Calls back whenever that becomes so; returns how to stop. */
	onOpen: (listener: () => void) => () => void;
}

/** A connection to an address, such as `ws://127.0.0.1:3000/graphql`. */
export function connect(url: string): Connection {
	let pong: ReturnType<typeof setTimeout> | undefined;
	let isOpen = false;
	const client = createClient({
		url,
		lazy: true,
		retryAttempts: 0,
		keepAlive: PING_MS,
		on: {
			connected: () => (isOpen = true),
			ping: (received) => {
				if (!received) pong = setTimeout(() => client.terminate(), PONG_MS_MAX);
			},
			pong: (received) => {
				if (received) clearTimeout(pong);
			},
			closed: () => {
				isOpen = false;
				clearTimeout(pong);
			},
		},
	});
	return {
		subscribe: client.subscribe,
		onOpen: (listener) => client.on('connected', listener),
		get isOpen() {
			return isOpen;
		},
	};
}

let shared: Connection | undefined;

/** The page's own. Only in the browser. */
export function pageConnection(): Connection {
	shared ??= connect(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/graphql`);
	return shared;
}
