/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/**
 * Who may change an item: MODIFIABLE -> LOCKED (for all of a session) -> SOLD or MODIFIABLE again; TRANSFER to another
 * event.
 */
export type InventoryState =
  | 'LOCKED'
  | 'MODIFIABLE'
  | 'SOLD'
  | 'TRANSFER';

/** Where an item stands in the running session. */
export type ItemSaleStatus =
  /** On the floor. */
  | 'AVAILABLE'
  /** In somebody's cart. */
  | 'PENDING'
  /** Sold. */
  | 'SOLD';

/** Where a sale was made. */
export type SaleChannel =
  /** In our own web shop. */
  | 'ONLINE'
  /** At a till in the hall. */
  | 'POS'
  /** In a Shopify shop. */
  | 'SHOPIFY';

export type TagItemQueryVariables = Exact<{
  tag: string;
}>;


export type TagItemQuery = { itemByTag: { tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, saleStatus: Schema.ItemSaleStatus | null, inventoryState: Schema.InventoryState, discountable: boolean, donate: boolean, version: number, updatedAt: string, consignorNumber: number, consignor: { displayName: string | null } | null, hold: { kind: Schema.HoldKind, channel: Schema.SaleChannel, till: string | null, expiresAt: string } | null, sold: { at: string, channel: Schema.SaleChannel, till: string | null, price: string, discount: string, net: string, consignorShare: string | null } | null, event: { id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string } } | null };

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

export const TagItemDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TagItem($tag: String!) {
  itemByTag(tag: $tag) {
    tag
    tagPrinted
    title
    category
    size
    price
    saleStatus
    inventoryState
    discountable
    donate
    version
    updatedAt
    consignorNumber
    consignor {
      displayName
    }
    hold {
      kind
      channel
      till
      expiresAt
    }
    sold {
      at
      channel
      till
      price
      discount
      net
      consignorShare
    }
    event {
      id
      name
      currency
      timeZone
      startsAt
      endsAt
    }
  }
}
    `) as unknown as TypedDocumentString<TagItemQuery, TagItemQueryVariables>;