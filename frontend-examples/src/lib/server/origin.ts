/** Which requests come from this app's own pages. */
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** This machine's own addresses, as a socket names them. */
const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;

/**
 * `https` if this server, or what stands in front of it, speaks TLS. What stands in front is believed on its own machine only, where
 * `hangtag serve --lan --app` stands: a hall has more than one address, so that no single one can be set.
 */
export function protocolOf(request: IncomingMessage, origin: string | null): 'http' | 'https' {
	if (origin) return origin.startsWith('https:') ? 'https' : 'http';
	if (request.socket instanceof TLSSocket) return 'https';
	const isNear = LOOPBACK.test(request.socket.remoteAddress ?? '');
	return isNear && request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
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
