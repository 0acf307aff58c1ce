/** Queries and mutations, by urql. Nothing is cached: what moves comes by subscription, and the rest is asked when needed. */
import { Client, fetchExchange, type CombinedError } from '@urql/core';
import type { Document } from './document.ts';
import { ApiError } from './error.ts';
import { VIA } from './via.ts';

/** A hall's network is slow before it is gone; beyond it a person wants to know. */
const ANSWER_MS_MAX = 10_000;

/** How one request differs from the others. */
export interface AskOptions {
	/** Gives up after so long, with `API_UNREACHABLE`. */
	timeoutMs?: number;
	/** Gives up when somebody says so. */
	signal?: AbortSignal;
}

/** Where to ask, and as whom. */
export interface ApiOptions {
	url: string;
	fetch?: typeof fetch;
	/** Given on the app's server, and only there: the browser never knows a token. Null: nobody's. */
	token?: string | null;
}

/** The API for one caller. */
export class Api {
	readonly #client: Client;
	readonly #headers: Record<string, string>;

	constructor({ url, fetch, token }: ApiOptions) {
		this.#headers = {
			...(token === undefined ? {} : { via: VIA }),
			...(token ? { authorization: `Bearer ${token}` } : {}),
		};
		this.#client = new Client({
			url,
			exchanges: [fetchExchange],
			preferGetMethod: false,
			requestPolicy: 'network-only',
			...(fetch ? { fetch } : {}),
		});
	}

	/** Asks a query. Throws an `ApiError` unless all of it was answered. */
	query<Data, Variables>(
		document: Document<Data, Variables>,
		variables: Variables,
		options: AskOptions = {},
	): Promise<Data> {
		return this.#ask<Data>('query', document, variables, options);
	}

	/** Runs a mutation. `API_UNREACHABLE` says that nobody knows whether it was done: send it again with the same key. */
	mutate<Data, Variables>(
		document: Document<Data, Variables>,
		variables: Variables,
		options: AskOptions = {},
	): Promise<Data> {
		return this.#ask<Data>('mutation', document, variables, options);
	}

	async #ask<Data>(
		kind: 'query' | 'mutation',
		document: { toString(): string },
		variables: unknown,
		options: AskOptions,
	) {
		const patience = AbortSignal.timeout(options.timeoutMs ?? ANSWER_MS_MAX);
		const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
		const context = { fetchOptions: { headers: this.#headers, signal } };
		const asked = this.#client[kind]<Data>(
			document.toString(),
			variables as Record<string, unknown>,
			context,
		);
		// urql drops an aborted request without an answer, so the signal answers for it.
		const { data, error } = await Promise.race([asked.toPromise(), aborted(signal)]);
		if (error) throw apiError(error);
		if (data === undefined || data === null) throw ApiError.of([]);
		return data;
	}
}

function aborted(signal: AbortSignal): Promise<never> {
	return new Promise((_, reject) => {
		const fail = () => reject(new ApiError('API_UNREACHABLE', 'There was no answer in time.'));
		if (signal.aborted) fail();
		else signal.addEventListener('abort', fail, { once: true });
	});
}

function apiError({ graphQLErrors, networkError, response }: CombinedError): ApiError {
	if (graphQLErrors.length > 0) return ApiError.of(graphQLErrors);
	const status = (response as Response | undefined)?.status;
	if (status === undefined)
		return new ApiError('API_UNREACHABLE', networkError?.message ?? 'Nobody answered.');
	return new ApiError('NOT_GRAPHQL', `Something that is not Hangtag answered with ${status}.`);
}
