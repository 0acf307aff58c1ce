/** Asks again while the server is away or busy: with the same key nothing is done twice. */
import { ApiError } from '$lib/graphql';

const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;
const PAUSE_MS_MAX = 5_000;

/** Throws the last `ApiError` when a minute is over, or trying again is of no use. */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
	const end = Date.now() + PATIENCE_MS;
	for (let pause = PAUSE_MS; ; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
		signal.throwIfAborted();
		try {
			return await ask();
		} catch (reason) {
			if (!(reason instanceof ApiError) || !reason.retryable || Date.now() > end) throw reason;
			await sleep(Math.max(pause, reason.retryAfterMs ?? 0), signal);
		}
	}
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise((done, fail) => {
		const timer = setTimeout(done, milliseconds);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			fail(signal.reason as Error);
		});
	});
}

/** The nodes of a connection, page by page. */
export async function* pages<Node>(
	ask: (after: string | null) => Promise<Connection<Node> | null | undefined>,
): AsyncGenerator<readonly Node[]> {
	let after: string | null = null;
	do {
		const page: Connection<Node> | null | undefined = await ask(after);
		if (!page) return;
		yield page.nodes;
		after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
	} while (after !== null);
}

interface Connection<Node> {
	nodes: readonly Node[];
	pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}
