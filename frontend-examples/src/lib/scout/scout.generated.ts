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

/** What an event counts in. ISO 4217. */
export type CurrencyCode =
  | 'AUD'
  | 'CAD'
  | 'CHF'
  | 'DKK'
  | 'EUR'
  | 'GBP'
  | 'NOK'
  | 'NZD'
  | 'SEK'
  | 'USD';

/** What an item is held for. */
export type HoldKind =
  /** It lies in a cart. */
  | 'CART'
  /** The cart waits aside. */
  | 'PARKED'
  /** It is being paid. */
  | 'PAYMENT';

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

export type OpenSalesQueryVariables = Exact<{ [key: string]: never; }>;


export type OpenSalesQuery = { saleEvents: { nodes: Array<{ id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, activeSession: { id: string } | null }> } };

export type ScoutHoldMutationVariables = Exact<{
  sessionId: string;
  input: Schema.ItemsHoldInput;
}>;


export type ScoutHoldMutation = { itemsHold: { items: Array<{ tag: string, title: string, size: string | null, price: string }> | null, userErrors: Array<{ code: Schema.ItemsHoldErrorCode, item: { title: string, sold: { at: string, till: string | null, channel: Schema.SaleChannel } | null, hold: { kind: Schema.HoldKind, channel: Schema.SaleChannel, till: string | null, expiresAt: string } | null, event: { name: string } } | null }> } | null };

export type ScoutReleaseMutationVariables = Exact<{
  sessionId: string;
  input: Schema.ItemsReleaseInput;
}>;


export type ScoutReleaseMutation = { itemsRelease: { items: Array<{ tag: string }> | null, userErrors: Array<{ code: Schema.ItemsReleaseErrorCode }> } | null };

export type ScoutParkMutationVariables = Exact<{
  sessionId: string;
  input: Schema.CartParkInput;
}>;


export type ScoutParkMutation = { cartPark: { items: Array<{ tag: string }> | null, userErrors: Array<{ code: Schema.CartParkErrorCode }> } | null };

export type ScoutWhereaboutsQueryVariables = Exact<{
  tag: string;
}>;


export type ScoutWhereaboutsQuery = { itemByTag: { sold: { till: string | null } | null, hold: { kind: Schema.HoldKind, cart: string | null, till: string | null } | null } | null };

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

export const OpenSalesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OpenSales {
  saleEvents(last: 20) {
    nodes {
      id
      name
      currency
      timeZone
      activeSession {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OpenSalesQuery, OpenSalesQueryVariables>;
export const ScoutHoldDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ScoutHold($sessionId: ID!, $input: ItemsHoldInput!) {
  itemsHold(sessionId: $sessionId, input: $input) {
    items {
      tag
      title
      size
      price
    }
    userErrors {
      code
      item {
        title
        sold {
          at
          till
          channel
        }
        hold {
          kind
          channel
          till
          expiresAt
        }
        event {
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ScoutHoldMutation, ScoutHoldMutationVariables>;
export const ScoutReleaseDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ScoutRelease($sessionId: ID!, $input: ItemsReleaseInput!) {
  itemsRelease(sessionId: $sessionId, input: $input) {
    items {
      tag
    }
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ScoutReleaseMutation, ScoutReleaseMutationVariables>;
export const ScoutParkDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ScoutPark($sessionId: ID!, $input: CartParkInput!) {
  cartPark(sessionId: $sessionId, input: $input) {
    items {
      tag
    }
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ScoutParkMutation, ScoutParkMutationVariables>;
export const ScoutWhereaboutsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ScoutWhereabouts($tag: String!) {
  itemByTag(tag: $tag) {
    sold {
      till
    }
    hold {
      kind
      cart
      till
    }
  }
}
    `) as unknown as TypedDocumentString<ScoutWhereaboutsQuery, ScoutWhereaboutsQueryVariables>;