/** What stands against a line, from the server's answers and from what the device knows: data, which screens put into words. */
import type { ItemsHoldErrorCode, SaleChannel, HoldKind } from '$lib/graphql/schema.generated';
import type { HeldItemFragment } from './holds.generated.ts';

export type Objection =
	/** `at` is null if only the pack says so. */
	| { kind: 'SOLD'; at: string | null; till: string | null; channel: SaleChannel | null }
	| { kind: 'IN_CART'; till: string | null; until: string | null }
	| { kind: 'PARKED'; cart: string | null; till: string | null }
	/** A web shopper pays at this moment; until then nobody may take it. */
	| { kind: 'WEB_PAYMENT'; until: string | null }
	| { kind: 'WEB_CART' }
	/** A tag as it should be, but of no item. */
	| { kind: 'UNKNOWN_TAG' }
	/** What was scanned is no tag. */
	| { kind: 'NOT_A_TAG' }
	/** An item of the organization that this session does not sell. */
	| { kind: 'NOT_IN_SESSION' }
	/** The line has the new price; the old one is what the shopper was told. */
	| { kind: 'PRICE_CHANGED'; was: bigint | null }
	| { kind: 'DUPLICATE' }
	| { kind: 'REFUSED'; code: string };

interface LineError {
	code: ItemsHoldErrorCode | (string & {});
	item?: HeldItemFragment | null;
}

/** Of a user error that concerns one line; null if it concerns the whole request. */
export function objectionOf({ code, item }: LineError): Objection | null {
	switch (code) {
		case 'ITEM_SOLD':
			return {
				kind: 'SOLD',
				at: item?.sold?.at ?? null,
				till: item?.sold?.till ?? null,
				channel: item?.sold?.channel ?? null,
			};
		case 'ITEM_PENDING':
			return pending(item?.hold ?? null);
		case 'ITEM_NOT_FOUND':
			return { kind: 'UNKNOWN_TAG' };
		case 'ITEM_NOT_IN_SESSION':
			return { kind: 'NOT_IN_SESSION' };
		case 'PRICE_CHANGED':
			return { kind: 'PRICE_CHANGED', was: null };
		case 'DUPLICATE_LINE':
			return { kind: 'DUPLICATE' };
		case 'INVALID_LINE':
			return { kind: 'REFUSED', code };
		default:
			return null;
	}
}

function pending(hold: HeldItemFragment['hold']): Objection {
	const kind: HoldKind = hold?.kind ?? 'CART';
	if (kind === 'PARKED') return { kind, cart: hold?.cart ?? null, till: hold?.till ?? null };
	const isWeb = hold !== null && hold !== undefined && hold.channel !== 'POS';
	if (isWeb && kind === 'PAYMENT') return { kind: 'WEB_PAYMENT', until: hold.expiresAt };
	if (isWeb) return { kind: 'WEB_CART' };
	return { kind: 'IN_CART', till: hold?.till ?? null, until: hold?.expiresAt ?? null };
}
