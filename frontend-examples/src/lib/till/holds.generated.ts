/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why a cart was not parked. */
export type CartParkErrorCode =
  | 'CART_EMPTY'
  | 'INVALID_CART'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** A cart to set aside. */
export type CartParkInput = {
  /** Its name. */
  cart: string;
  /** For whoever takes it. */
  note?: string | null | undefined;
  /** The till, or the helper's phone, that does. */
  till: string;
};

/** Why a cart was not taken. */
export type CartTakeErrorCode =
  | 'CART_NOT_FOUND'
  | 'INVALID_CART'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** Exactly one of `cart` and `tag`. */
export type CartTakeInput = {
  /** The parked cart's name. */
  cart?: string | null | undefined;
  /** The cart that its items go to; it may be the same. */
  into: string;
  /** Any item in it. */
  tag?: string | null | undefined;
  /** The till that does. */
  till: string;
};

/** What an item is held for. */
export type HoldKind =
  /** It lies in a cart. */
  | 'CART'
  /** The cart waits aside. */
  | 'PARKED'
  /** It is being paid. */
  | 'PAYMENT';

/** Where an item stands in the running session. */
export type ItemSaleStatus =
  /** On the floor. */
  | 'AVAILABLE'
  /** In somebody's cart. */
  | 'PENDING'
  /** Sold. */
  | 'SOLD';

/** Why items were not held. */
export type ItemsHoldErrorCode =
  | 'INVALID_CART'
  | 'INVALID_SECONDS'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'NO_ITEMS'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ITEMS';

/** Items for a cart. */
export type ItemsHoldInput = {
  /** The cart's name: 1 to 200 characters, for example a UUID made when the cart is opened. */
  cart: string;
  /** ONLINE and SHOPIFY: only with an ORGANIZER token, until the shop has a role of its own. */
  channel?: SaleChannel;
  /** For how long: 30 to 3600. */
  seconds?: number;
  /** 1 to 500. */
  tags: Array<string>;
  /** Which till. */
  till?: string | null | undefined;
};

/** Why items were not released. */
export type ItemsReleaseErrorCode =
  | 'INVALID_CART'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** Items of a cart; without `tags` all of them. */
export type ItemsReleaseInput = {
  /** The cart's name. */
  cart: string;
  /** At most 500. */
  tags?: Array<string> | null | undefined;
};

/** Where a sale was made. */
export type SaleChannel =
  /** In our own web shop. */
  | 'ONLINE'
  /** At a till in the hall. */
  | 'POS'
  /** In a Shopify shop. */
  | 'SHOPIFY';

export type HeldItemFragment = { tag: string, title: string, size: string | null, consignorNumber: number, price: string, saleStatus: Schema.ItemSaleStatus | null, hold: { cart: string | null, channel: Schema.SaleChannel, expiresAt: string, kind: Schema.HoldKind, till: string | null } | null, sold: { at: string, channel: Schema.SaleChannel, till: string | null } | null };

export type HoldItemsMutationVariables = Exact<{
  sessionId: string;
  input: Schema.ItemsHoldInput;
}>;


export type HoldItemsMutation = { itemsHold: { items: Array<{ tag: string, title: string, size: string | null, consignorNumber: number, price: string, saleStatus: Schema.ItemSaleStatus | null, hold: { cart: string | null, channel: Schema.SaleChannel, expiresAt: string, kind: Schema.HoldKind, till: string | null } | null, sold: { at: string, channel: Schema.SaleChannel, till: string | null } | null }> | null, userErrors: Array<{ code: Schema.ItemsHoldErrorCode, tag: string | null, item: { tag: string, title: string, size: string | null, consignorNumber: number, price: string, saleStatus: Schema.ItemSaleStatus | null, hold: { cart: string | null, channel: Schema.SaleChannel, expiresAt: string, kind: Schema.HoldKind, till: string | null } | null, sold: { at: string, channel: Schema.SaleChannel, till: string | null } | null } | null }> } | null };

export type ReleaseItemsMutationVariables = Exact<{
  sessionId: string;
  input: Schema.ItemsReleaseInput;
}>;


export type ReleaseItemsMutation = { itemsRelease: { userErrors: Array<{ code: Schema.ItemsReleaseErrorCode }> } | null };

export type ParkCartMutationVariables = Exact<{
  sessionId: string;
  input: Schema.CartParkInput;
}>;


export type ParkCartMutation = { cartPark: { items: Array<{ tag: string }> | null, userErrors: Array<{ code: Schema.CartParkErrorCode }> } | null };

export type TakeCartMutationVariables = Exact<{
  sessionId: string;
  input: Schema.CartTakeInput;
}>;


export type TakeCartMutation = { cartTake: { note: string | null, items: Array<{ tag: string, title: string, size: string | null, consignorNumber: number, price: string, saleStatus: Schema.ItemSaleStatus | null, hold: { cart: string | null, channel: Schema.SaleChannel, expiresAt: string, kind: Schema.HoldKind, till: string | null } | null, sold: { at: string, channel: Schema.SaleChannel, till: string | null } | null }> | null, userErrors: Array<{ code: Schema.CartTakeErrorCode }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const HeldItemFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment HeldItem on Item {
  tag
  title
  size
  consignorNumber
  price
  saleStatus
  hold {
    cart
    channel
    expiresAt
    kind
    till
  }
  sold {
    at
    channel
    till
  }
}
    `, {"fragmentName":"HeldItem"}) as unknown as TypedDocumentString<HeldItemFragment, unknown>;
export const HoldItemsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation HoldItems($sessionId: ID!, $input: ItemsHoldInput!) {
  itemsHold(sessionId: $sessionId, input: $input) {
    items {
      ...HeldItem
    }
    userErrors {
      code
      tag
      item {
        ...HeldItem
      }
    }
  }
}
    fragment HeldItem on Item {
  tag
  title
  size
  consignorNumber
  price
  saleStatus
  hold {
    cart
    channel
    expiresAt
    kind
    till
  }
  sold {
    at
    channel
    till
  }
}`) as unknown as TypedDocumentString<HoldItemsMutation, HoldItemsMutationVariables>;
export const ReleaseItemsDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReleaseItems($sessionId: ID!, $input: ItemsReleaseInput!) {
  itemsRelease(sessionId: $sessionId, input: $input) {
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ReleaseItemsMutation, ReleaseItemsMutationVariables>;
export const ParkCartDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ParkCart($sessionId: ID!, $input: CartParkInput!) {
  cartPark(sessionId: $sessionId, input: $input) {
    items {
      tag
    }
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ParkCartMutation, ParkCartMutationVariables>;
export const TakeCartDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation TakeCart($sessionId: ID!, $input: CartTakeInput!) {
  cartTake(sessionId: $sessionId, input: $input) {
    items {
      ...HeldItem
    }
    note
    userErrors {
      code
    }
  }
}
    fragment HeldItem on Item {
  tag
  title
  size
  consignorNumber
  price
  saleStatus
  hold {
    cart
    channel
    expiresAt
    kind
    till
  }
  sold {
    at
    channel
    till
  }
}`) as unknown as TypedDocumentString<TakeCartMutation, TakeCartMutationVariables>;