/**
 * What anybody may know of a tag: price, and whether the thing is still here. Asked with the app's own cashier token, which is used
 * for this one query and never added to a request that is passed through.
 */
import { Api, ApiError } from '$lib/graphql';
import { appConfig } from './config';
import { PublicItemDocument, type PublicItemQuery } from './publicItem.generated';

export type PublicItem = NonNullable<PublicItemQuery['itemByTag']>;

/** `closed`: this app has no token of its own, or a revoked one: somebody must sign in. */
export type PublicItemAnswer =
	| { state: 'found'; item: PublicItem }
	| { state: 'unknown' }
	| { state: 'closed' }
	| { state: 'unreachable' };

const ANSWER_MS_MAX = 3_000;
const config = appConfig(process.env);
const api = config.publicToken
	? new Api({ url: new URL('/graphql', config.apiUrl).href, token: config.publicToken })
	: null;

/** Looks a tag up, for `/t/TAG` without sign-in. */
export async function publicItem(tag: string): Promise<PublicItemAnswer> {
	if (!api) return { state: 'closed' };
	try {
		const { itemByTag } = await api.query(PublicItemDocument, { tag }, { timeoutMs: ANSWER_MS_MAX });
		return itemByTag ? { state: 'found', item: itemByTag } : { state: 'unknown' };
	} catch (reason) {
		if (!(reason instanceof ApiError)) throw reason;
		if (reason.code === 'BAD_USER_INPUT') return { state: 'unknown' };
		return {
			state: reason.code === 'UNAUTHENTICATED' || reason.code === 'FORBIDDEN' ? 'closed' : 'unreachable',
		};
	}
}
