/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why a person must look at a sale. */
export type ReviewReason =
  /** Its item was sold before. */
  | 'ALREADY_SOLD'
  /** It says that it happened outside the session's time. */
  | 'CLOCK'
  /** The item is not for sale in this session. */
  | 'NOT_IN_SESSION'
  /** Another price than the tag's was charged. */
  | 'PRICE'
  /** It arrived after the session was closed. */
  | 'SESSION_CLOSED'
  /** The tenders do not add up to what was charged. */
  | 'TENDER'
  /** No such tag, or none that can be read. */
  | 'UNKNOWN_TAG';

/** How a standing sale changed. */
export type SaleChange =
  /** It got the item of one of its unattributed lines. */
  | 'ITEM_ATTRIBUTED'
  /** A person decided what needed review. */
  | 'REVIEWED';

/** Where a sale was made. */
export type SaleChannel =
  /** In our own web shop. */
  | 'ONLINE'
  /** At a till in the hall. */
  | 'POS'
  /** In a Shopify shop. */
  | 'SHOPIFY';

/** Whether a line's money is credited. */
export type SaleLineStatus =
  /** Given back. */
  | 'REFUNDED'
  /** To an item's consignor. */
  | 'SOLD'
  /** To nobody yet: a person decides. */
  | 'UNATTRIBUTED';

/** What can happen in a session. Clients skip kinds that they do not know. */
export type SaleSessionEventKind =
  | 'ITEMS_HELD'
  | 'ITEMS_LOCKED'
  | 'ITEMS_RELEASED'
  | 'ITEMS_UNLOCKED'
  | 'SALE_CHANGED'
  | 'SALE_RECORDED'
  | 'SALE_VOIDED'
  | 'SESSION_CANCELLED'
  | 'SESSION_COMPLETED'
  | 'SESSION_OPENED';

/** Where a session stands. */
export type SaleSessionStatus =
  /** It sells. */
  | 'ACTIVE'
  /** It ended; nothing was sold. */
  | 'CANCELLED'
  /** It ended; sold items stay sold. */
  | 'COMPLETED';

/** Does a sale stand? */
export type SaleStatus =
  /** It stands. */
  | 'RECORDED'
  /** It was taken back; it keeps its amounts. */
  | 'VOIDED';

/** What money came as. */
export type TenderKind =
  /** A card terminal. */
  | 'CARD'
  /** Coins and notes. */
  | 'CASH'
  /** A check. */
  | 'CHECK'
  /** Anything else. */
  | 'OTHER'
  /** PayPal. */
  | 'PAYPAL';

export type SessionEventsSubscriptionVariables = Exact<{
  sessionId: string;
  after?: number | null | undefined;
}>;


export type SessionEventsSubscription = { saleSessionEvents:
    | { __typename: 'SaleChangedEvent', change: Schema.SaleChange, sequence: number, kind: Schema.SaleSessionEventKind, occurredAt: string, sale: { id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> } }
    | { __typename: 'SaleRecordedEvent', sequence: number, kind: Schema.SaleSessionEventKind, occurredAt: string, sale: { id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> } }
    | { __typename: 'SaleSessionItemsEvent', cart: string | null, itemCount: number, reason: string | null, tags: Array<string>, sequence: number, kind: Schema.SaleSessionEventKind, occurredAt: string }
    | { __typename: 'SaleSessionStatusEvent', status: Schema.SaleSessionStatus, sequence: number, kind: Schema.SaleSessionEventKind, occurredAt: string }
    | { __typename: 'SaleVoidedEvent', sequence: number, kind: Schema.SaleSessionEventKind, occurredAt: string, voidReason: string, sale: { id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> } }
   };

export type LiveSaleFragment = { id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> };

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
export const LiveSaleFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment LiveSale on Sale {
  id
  sequence
  status
  channel
  till
  receipt
  soldAt
  recordedAt
  total
  needsReview
  reviewReasons
  tenders {
    kind
    amount
  }
  lines {
    position
    status
    tag
    description
    price
    discount
    net
    consignorNumber
  }
}
    `, {"fragmentName":"LiveSale"}) as unknown as TypedDocumentString<LiveSaleFragment, unknown>;
export const SessionEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription SessionEvents($sessionId: ID!, $after: Int) {
  saleSessionEvents(sessionId: $sessionId, after: $after) {
    __typename
    sequence
    kind
    occurredAt
    ... on SaleRecordedEvent {
      sale {
        ...LiveSale
      }
    }
    ... on SaleVoidedEvent {
      voidReason: reason
      sale {
        ...LiveSale
      }
    }
    ... on SaleChangedEvent {
      change
      sale {
        ...LiveSale
      }
    }
    ... on SaleSessionItemsEvent {
      cart
      itemCount
      reason
      tags
    }
    ... on SaleSessionStatusEvent {
      status
    }
  }
}
    fragment LiveSale on Sale {
  id
  sequence
  status
  channel
  till
  receipt
  soldAt
  recordedAt
  total
  needsReview
  reviewReasons
  tenders {
    kind
    amount
  }
  lines {
    position
    status
    tag
    description
    price
    discount
    net
    consignorNumber
  }
}`) as unknown as TypedDocumentString<SessionEventsSubscription, SessionEventsSubscriptionVariables>;