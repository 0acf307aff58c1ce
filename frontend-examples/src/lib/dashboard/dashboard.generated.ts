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

/** What a till does. */
export type TillState =
  /** It is done for the day. */
  | 'CLOSED'
  /** It was not heard of for 30 seconds; one that never reports: it has not sold for five minutes. */
  | 'OFFLINE'
  /** It sells. */
  | 'OPEN'
  /** Its cashier is away. */
  | 'PAUSED'
  /** It reports, but its oldest sale waits for more than a minute. */
  | 'STALLED';

export type DashboardPlaceQueryVariables = Exact<{
  id: string;
}>;


export type DashboardPlaceQuery = { saleSession: { totals: { sequence: number } } | null };

export type DashboardQueryVariables = Exact<{
  id: string;
}>;


export type DashboardQuery = { saleSession: { id: string, status: Schema.SaleSessionStatus, openedAt: string, closedAt: string | null, event: { id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string }, totals: { sequence: number, itemCount: number, availableCount: number, pendingCount: number, soldCount: number, saleCount: number, voidedCount: number, needsReviewCount: number, salesTotal: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenderTotals: Array<{ kind: Schema.TenderKind, amount: string }> }, tills: Array<{ name: string, state: Schema.TillState, lastReportAt: string | null, lastSaleAt: string | null, saleCount: number, salesTotal: string, pendingSales: number, oldestPendingAt: string | null, clockSkewSeconds: number | null }>, statistics: { sequence: number, byHour: Array<{ hour: string, saleCount: number, itemCount: number, salesTotal: string }>, byCategory: Array<{ category: string, offeredCount: number, soldCount: number, salesTotal: string }>, byPriceBand: Array<{ from: string, to: string | null, offeredCount: number, soldCount: number }> }, sales: { pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, nodes: Array<{ id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> }> }, review: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ unattributedTotal: string, id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> }> } } | null };

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

export const DashboardPlaceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query DashboardPlace($id: ID!) {
  saleSession(id: $id) {
    totals {
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<DashboardPlaceQuery, DashboardPlaceQueryVariables>;
export const DashboardDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Dashboard($id: ID!) {
  saleSession(id: $id) {
    id
    status
    openedAt
    closedAt
    event {
      id
      name
      currency
      timeZone
      startsAt
      endsAt
    }
    totals {
      ...LiveTotals
    }
    tills {
      ...LiveTill
    }
    statistics {
      ...Statistics
    }
    sales(last: 50) {
      pageInfo {
        hasPreviousPage
        startCursor
      }
      nodes {
        ...LiveSale
      }
    }
    review: sales(first: 20, filter: {needsReview: true, status: [RECORDED]}) {
      ...ReviewPage
    }
  }
}
    fragment LiveTotals on SaleSessionTotals {
  sequence
  itemCount
  availableCount
  pendingCount
  soldCount
  saleCount
  voidedCount
  needsReviewCount
  salesTotal
  discountTotal
  consignorShareTotal
  houseCutTotal
  unattributedTotal
  taxTotal
  chargesTotal
  roundingTotal
  tenderTotals {
    kind
    amount
  }
}
fragment LiveTill on Till {
  name
  state
  lastReportAt
  lastSaleAt
  saleCount
  salesTotal
  pendingSales
  oldestPendingAt
  clockSkewSeconds
}
fragment Statistics on SaleSessionStatistics {
  sequence
  byHour {
    hour
    saleCount
    itemCount
    salesTotal
  }
  byCategory {
    category
    offeredCount
    soldCount
    salesTotal
  }
  byPriceBand {
    from
    to
    offeredCount
    soldCount
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
}
fragment ReviewPage on SaleConnection {
  pageInfo {
    hasNextPage
    endCursor
  }
  nodes {
    ...LiveSale
    unattributedTotal
  }
}`) as unknown as TypedDocumentString<DashboardQuery, DashboardQueryVariables>;