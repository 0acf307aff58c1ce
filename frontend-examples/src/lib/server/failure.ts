/** What a page answers when the API has no answer for it. */
import { error } from '@sveltejs/kit';
import { ApiError } from '$lib/graphql';

/** For `catch` in a `+page.server.ts`: the status and the code that the error page has a sentence for. */
export function failPage(reason: unknown): never {
	if (!(reason instanceof ApiError)) throw reason;
	const { code, message } = reason;
	if (code === 'FORBIDDEN') error(403, { message, code });
	if (code === 'NOT_FOUND') error(404, { message, code });
	if (reason.retryable) error(503, { message, code: 'API_UNREACHABLE' });
	error(500, { message, code });
}
