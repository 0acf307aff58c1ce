/** What a page asks while it is rendered: an answer, or an error page with a sentence. */
import { error, redirect } from '@sveltejs/kit';
import { ApiError } from '$lib/graphql';

/** Waits for the API. `at` is where a person comes back to after signing in. */
export async function asked<T>(answer: Promise<T>, at: URL): Promise<T> {
	try {
		return await answer;
	} catch (reason) {
		if (!(reason instanceof ApiError)) throw reason;
		const { code, message } = reason;
		if (code === 'UNAUTHENTICATED') redirect(303, `/signin?next=${encodeURIComponent(at.pathname)}`);
		if (code === 'FORBIDDEN') error(403, { message, code });
		// An id or a cursor that is none stood in the address.
		if (code === 'NOT_FOUND' || code === 'BAD_USER_INPUT') error(404, { message, code });
		error(reason.retryable ? 503 : 500, { message, code });
	}
}
