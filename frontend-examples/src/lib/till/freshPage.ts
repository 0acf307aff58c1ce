/** The till's page for its service worker: the network's if it has all of it in time, else the one that is kept. */

/** `fetchPage` is to stop when the signal says so. */
export async function freshPage(
	fetchPage: (signal: AbortSignal) => Promise<Response>,
	kept: Response,
	maxMs: number,
): Promise<Response> {
	try {
		const response = await fetchPage(AbortSignal.timeout(maxMs));
		// A server in trouble, or a network that wants its guests to sign in first, is no reason not to sell.
		if (!response.ok || response.redirected) return kept;
		// All of it, as long as there is something else to show: half a page is none.
		return new Response(await response.arrayBuffer(), response);
	} catch {
		return kept;
	}
}
