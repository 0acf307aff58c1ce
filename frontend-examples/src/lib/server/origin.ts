/** Which requests come from this app's own pages. */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** `https` if this server, or what stands in front of it, speaks TLS. */
export function protocolOf(request: IncomingMessage, origin: string | null): 'http' | 'https' {
	if (origin) return origin.startsWith('https:') ? 'https' : 'http';
	return request.socket instanceof TLSSocket ? 'https' : 'http';
}

/**
 * False for what another site's page has sent. A browser names the origin of every POST and every socket; a request
 * without one is no browser's, or a plain GET that changes nothing.
 */
export function isOwnOrigin(request: IncomingMessage, origin: string | null): boolean {
	const site = request.headers['sec-fetch-site'];
	if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
	const named = request.headers.origin;
	if (named === undefined) return true;
	const own = origin ?? `${protocolOf(request, null)}://${request.headers.host ?? ''}`;
	return named === own;
}
