/** One subscription that outlives its connections. */
import { untrack } from 'svelte';
import type { FormattedExecutionResult } from 'graphql-ws';
import { ApiError, type Document } from '$lib/graphql';
import { pageConnection, type Connection } from './connection.ts';

/**
 * `connecting`: for the first time. `reconnecting`: lost, and tried again by itself. `offline`: the device has no network.
 * `refused`: trying again is of no use: signed out, revoked, or no such thing.
 */
export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused';

/** First pause, doubled up to the longest; a random part of it keeps a hall's devices apart. */
const PAUSE_MS = 500;
const PAUSE_MS_MAX = 15_000;
/** What comes in meanwhile is handed over together, that of all streams at once: each change of the page is a picture to paint, and
 * nobody reads more than ten a second. */
const BEAT_MS = 100;
/** Codes that trying again does not change: a wrong message, no or no valid token, another protocol. */
const FINAL_CLOSES = new Set([1002, 1011, 4400, 4401, 4403, 4406, 4409, 4429]);

/** What to listen to. */
export interface StreamOptions<Data, Variables> {
	document: Document<Data, Variables>;
	/** Asked at every connection, so that `after` is the last sequence seen. */
	variables: () => Variables;
	/** Results in order, several at once when they come fast. */
	receive: (results: Data[]) => void;
	connection?: () => Connection;
}

/** Listens, tells how it stands, and goes on after every loss. */
export class LiveStream<Data, Variables> {
	#state = $state<ConnectionState>('idle');
	#since = $state(Date.now());
	#error = $state.raw<ApiError | null>(null);
	readonly #options: StreamOptions<Data, Variables>;
	#waiting: Data[] = [];
	#unbeat: (() => void) | null = null;
	#unsubscribe: (() => void) | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#losses = 0;
	#running = false;

	constructor(options: StreamOptions<Data, Variables>) {
		this.#options = options;
	}

	/** How the connection stands. */
	get state(): ConnectionState {
		return this.#state;
	}

	/** Since when it stands so, in milliseconds. */
	get since(): number {
		return this.#since;
	}

	/** Why it was refused, or what was wrong last. */
	get error(): ApiError | null {
		return this.#error;
	}

	/** Listens until the returned function is called: `$effect(() => stream.start())`. */
	start(): () => void {
		// An effect that starts it must not run again because its state or its place has changed.
		untrack(() => this.#start());
		return () => this.stop();
	}

	#start(): void {
		if (this.#running) return;
		this.#running = true;
		this.#losses = 0;
		this.#become('connecting');
		addEventListener('online', this.#again);
		addEventListener('offline', this.#sleep);
		document.addEventListener('visibilitychange', this.#wake);
		this.#subscribe();
	}

	/** Stops listening; what has come in is handed over. */
	stop(): void {
		this.#running = false;
		removeEventListener('online', this.#again);
		removeEventListener('offline', this.#sleep);
		document.removeEventListener('visibilitychange', this.#wake);
		clearTimeout(this.#timer);
		this.#leave();
		this.#flush();
		this.#become('idle');
	}

	/** Leaves and listens anew, from where `variables` now says. */
	restart(): void {
		if (!this.#running) return;
		clearTimeout(this.#timer);
		this.#leave();
		this.#waiting = [];
		this.#subscribe();
	}

	#subscribe(): void {
		const { document, variables, connection: open = pageConnection } = this.#options;
		const connection = open();
		// What is still waiting belongs to the place that `variables` goes on from.
		this.#flush();
		let current = true;
		const payload = { query: document.toString(), variables: variables() as Record<string, unknown> };
		const done = connection.subscribe<Data>(payload, {
			next: (result) => current && this.#hear(result),
			error: (reason) => current && this.#lose(reason),
			complete: () => current && this.#lose(null),
		});
		// A quiet session sends nothing for an hour: an open socket is as live as one that speaks.
		const unhear = connection.onOpen(() => current && this.#become('live'));
		if (connection.isOpen) this.#become('live');
		this.#unsubscribe = () => {
			current = false;
			unhear();
			done();
		};
	}

	#leave(): void {
		this.#unsubscribe?.();
		this.#unsubscribe = null;
	}

	#hear(result: FormattedExecutionResult<Data, unknown>): void {
		if (result.errors && result.errors.length > 0) return this.#lose(result.errors);
		this.#losses = 0;
		if (this.#state !== 'live') this.#become('live');
		if (!result.data) return;
		this.#waiting.push(result.data);
		this.#unbeat ??= nextBeat(() => this.#flush());
	}

	#flush(): void {
		this.#unbeat?.();
		this.#unbeat = null;
		if (this.#waiting.length === 0) return;
		const results = this.#waiting;
		this.#waiting = [];
		this.#options.receive(results);
	}

	#lose(reason: unknown): void {
		this.#leave();
		// Not by opening alone: a server that is too busy opens sockets and refuses what they ask.
		if (this.#state === 'live' && Date.now() - this.#since > PAUSE_MS_MAX) this.#losses = 0;
		const { error, final } = loss(reason);
		this.#error = error;
		if (final) return this.#become('refused');
		this.#become(
			navigator.onLine ? (this.#state === 'connecting' ? 'connecting' : 'reconnecting') : 'offline',
		);
		const pause = Math.min(PAUSE_MS * 2 ** this.#losses, PAUSE_MS_MAX);
		this.#losses += 1;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#subscribe(), pause / 2 + (Math.random() * pause) / 2);
	}

	/** A network that is back has perhaps another address: the old socket would only time out. */
	readonly #again = (): void => {
		if (this.#state !== 'refused') this.restart();
	};

	/** A person who looks again does not wait for the pause to end. */
	readonly #wake = (): void => {
		if (this.#unsubscribe || this.#state === 'refused' || document.hidden) return;
		clearTimeout(this.#timer);
		this.#subscribe();
	};

	readonly #sleep = (): void => {
		if (this.#state !== 'refused') this.#become('offline');
	};

	#become(state: ConnectionState): void {
		if (state === this.#state) return;
		this.#state = state;
		this.#since = Date.now();
		if (state === 'live') this.#error = null;
	}
}

function loss(reason: unknown): { error: ApiError | null; final: boolean } {
	if (Array.isArray(reason)) {
		const error = ApiError.of(reason);
		return { error, final: !error.retryable && error.code !== 'INTERNAL_SERVER_ERROR' };
	}
	const code = typeof reason === 'object' && reason !== null && 'code' in reason ? Number(reason.code) : 0;
	if (!FINAL_CLOSES.has(code)) return { error: null, final: false };
	const signedOut = code === 4401 || code === 4403;
	const error = new ApiError(
		signedOut ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT',
		`The connection was closed with ${code}.`,
	);
	return { error, final: true };
}

// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing shows it
const waiting = new Set<() => void>();
let lastBeat = -Infinity;
let beating: ReturnType<typeof setTimeout> | undefined;

/** Calls back at once after a quiet moment, else with all other streams at the next beat; returns how to call it off. */
function nextBeat(callback: () => void): () => void {
	waiting.add(callback);
	const pause = lastBeat + BEAT_MS - performance.now();
	beating ??= setTimeout(beat, Math.min(Math.max(0, pause), BEAT_MS));
	return () => {
		waiting.delete(callback);
		if (waiting.size > 0) return;
		clearTimeout(beating);
		beating = undefined;
	};
}

function beat(): void {
	beating = undefined;
	lastBeat = performance.now();
	const callbacks = [...waiting];
	waiting.clear();
	for (const callback of callbacks) {
		try {
			callback();
		} catch (reason) {
			reportError(reason);
		}
	}
}
