/** What a basket asks of the server. */
import type { Api } from '$lib/graphql';
import type { Refusal, Thing } from './line.ts';
import {
	ScoutHoldDocument,
	ScoutParkDocument,
	ScoutReleaseDocument,
	ScoutWhereaboutsDocument,
} from './scout.generated.ts';

export type HoldAnswer = { thing: Thing } | { refusal: Refusal };
/** `EMPTY`: nothing of it is held any more. */
export type ParkAnswer = 'PARKED' | 'EMPTY' | 'CLOSED' | 'INVALID';
/** Where a parked thing is now: still waiting, or at a till that took the cart. */
export type Whereabouts = { state: 'waiting' } | { state: 'taken'; till: string | null } | { state: 'gone' };

/** The server, as far as baskets need it. Everything may be asked twice. Throws `ApiError`. */
export interface Counter {
	hold(cart: string, tag: string): Promise<HoldAnswer>;
	release(cart: string, tag: string): Promise<void>;
	park(cart: string, note: string): Promise<ParkAnswer>;
	whereabouts(cart: string, tag: string): Promise<Whereabouts>;
}

/** The longest there is: a queue may be long, and a basket that is renewed in time outlives it. */
export const HOLD_SECONDS = 3_600;
/** A helper waits for no answer; but what takes longer is asked again. */
const ANSWER_MS_MAX = 5_000;
const OPTIONS = { timeoutMs: ANSWER_MS_MAX };

/** `scout`: how the tills see this phone. */
export function apiCounter(api: Api, sessionId: string, scout: () => string): Counter {
	return {
		async hold(cart, tag) {
			const input = { cart, tags: [tag], till: scout(), seconds: HOLD_SECONDS };
			const { itemsHold } = await api.mutate(ScoutHoldDocument, { sessionId, input }, OPTIONS);
			const error = itemsHold?.userErrors[0];
			const item = itemsHold?.items?.find((held) => held.tag === tag);
			if (item) return { thing: { title: item.title, size: item.size ?? null, price: item.price } };
			return {
				refusal: {
					code: error?.code ?? 'ITEM_NOT_FOUND',
					title: error?.item?.title ?? null,
					sold: error?.item?.sold ? { ...error.item.sold, till: error.item.sold.till ?? null } : null,
					hold: error?.item?.hold ? { ...error.item.hold, till: error.item.hold.till ?? null } : null,
					event: error?.item?.event.name ?? null,
				},
			};
		},
		async release(cart, tag) {
			await api.mutate(ScoutReleaseDocument, { sessionId, input: { cart, tags: [tag] } }, OPTIONS);
		},
		async park(cart, note) {
			const input = { cart, till: scout(), note: note || null };
			const { cartPark } = await api.mutate(ScoutParkDocument, { sessionId, input }, OPTIONS);
			switch (cartPark?.userErrors[0]?.code) {
				case undefined:
					return 'PARKED';
				case 'CART_EMPTY':
					return 'EMPTY';
				case 'INVALID_CART':
					return 'INVALID';
				default:
					return 'CLOSED';
			}
		},
		async whereabouts(cart, tag) {
			const { itemByTag } = await api.query(ScoutWhereaboutsDocument, { tag }, OPTIONS);
			if (itemByTag?.sold) return { state: 'taken', till: itemByTag.sold.till ?? null };
			if (!itemByTag?.hold) return { state: 'gone' };
			const { cart: holder, kind, till } = itemByTag.hold;
			return holder === cart && kind === 'PARKED'
				? { state: 'waiting' }
				: { state: 'taken', till: till ?? null };
		},
	};
}
