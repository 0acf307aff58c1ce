/** A thing in a helper's basket, as it is kept on the phone. */
import type { HoldKind, ItemsHoldErrorCode, SaleChannel } from '$lib/graphql/schema.generated';

/**
 * `waiting`: in the basket, and the server does not know yet. `held`: nobody else can buy it. `refused`: it is not in the cart.
 * `leaving`: taken out, and the server does not know yet.
 */
export type LineState = 'waiting' | 'held' | 'refused' | 'leaving';

export interface Line {
	/** Ten digits. */
	tag: string;
	state: LineState;
	/** Null until the server has told. */
	thing: Thing | null;
	refusal: Refusal | null;
	/** When it was held last, by this device's clock. */
	heldAt: number | null;
}

/** As the tag describes it; `price` as the API writes money. */
export interface Thing {
	title: string;
	size: string | null;
	price: string;
}

/** Why the server does not give it, with what a person needs to know to act. */
export interface Refusal {
	code: ItemsHoldErrorCode;
	title: string | null;
	sold: { at: string; till: string | null; channel: SaleChannel } | null;
	hold: { kind: HoldKind; channel: SaleChannel; till: string | null; expiresAt: string } | null;
	/** The event that it belongs to. */
	event: string | null;
}
