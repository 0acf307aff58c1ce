/** Why a request has no answer. Refusals of the rules are no errors: they stand in `userErrors`. */

/** The API's own codes (`extensions.code`), and two of ours for when it does not speak. */
export type ErrorCode =
	| 'GRAPHQL_PARSE_FAILED'
	| 'GRAPHQL_VALIDATION_FAILED'
	| 'BAD_USER_INPUT'
	| 'UNAUTHENTICATED'
	| 'FORBIDDEN'
	| 'NOT_FOUND'
	| 'RATE_LIMITED'
	| 'OVERLOADED'
	| 'STORAGE_UNAVAILABLE'
	| 'INTERNAL_SERVER_ERROR'
	/** No network, or nobody there: the outcome of a mutation is unknown, so it is sent again with the same key. */
	| 'API_UNREACHABLE'
	/** Something answered, but not GraphQL. */
	| 'NOT_GRAPHQL';

/** As GraphQL writes an error. */
export interface GraphQLErrorLike {
	message: string;
	extensions?: Record<string, unknown>;
}

const AGAIN: ReadonlySet<string> = new Set([
	'RATE_LIMITED',
	'OVERLOADED',
	'STORAGE_UNAVAILABLE',
	'API_UNREACHABLE',
	'NOT_GRAPHQL',
]);

/** A request without an answer. `message` is English, for logs; screens translate from `code`. */
export class ApiError extends Error {
	override readonly name = 'ApiError';

	constructor(
		/** A code of the API; one that is newer than this app is kept as it is. */
		readonly code: ErrorCode | (string & {}),
		message: string,
		/** When the server asks to be asked again. */
		readonly retryAfterMs: number | null = null,
	) {
		super(message);
	}

	/** May the same request, with the same key, succeed later? */
	get retryable(): boolean {
		return AGAIN.has(this.code);
	}

	static of(errors: readonly GraphQLErrorLike[]): ApiError {
		const first = errors[0];
		const code = first?.extensions?.['code'];
		const after = first?.extensions?.['retryAfterMs'];
		return new ApiError(
			typeof code === 'string' ? code : 'INTERNAL_SERVER_ERROR',
			first?.message ?? 'The answer has neither data nor an error.',
			typeof after === 'number' ? after : null,
		);
	}
}
