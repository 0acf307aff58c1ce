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

/** Does a sale stand? */
export type SaleStatus =
  /** It stands. */
  | 'RECORDED'
  /** It was taken back; it keeps its amounts. */
  | 'VOIDED';

/** Why a sale was not taken back. */
export type SaleVoidErrorCode =
  | 'ALREADY_VOIDED'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_REASON'
  | 'SALE_NOT_FOUND'
  | 'SESSION_NOT_ACTIVE'
  | 'TOO_LATE';

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

export type OlderSalesQueryVariables = Exact<{
  id: string;
  before?: string | null | undefined;
  last: number;
}>;


export type OlderSalesQuery = { saleSession: { sales: { pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, nodes: Array<{ id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> }> } } | null };

export type RecentSalesQueryVariables = Exact<{
  id: string;
  before?: string | null | undefined;
}>;


export type RecentSalesQuery = { saleSession: { sales: { pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, nodes: Array<{ id: string, sequence: number, till: string | null, soldAt: string, recordedAt: string }> } } | null };

export type SaleDetailsQueryVariables = Exact<{
  id: string;
}>;


export type SaleDetailsQuery = { sale: { voidReason: string | null, shopperCode: string | null, discountTotal: string, unattributedTotal: string, consignorShareTotal: string, houseCutTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, lines: Array<{ position: number, shareBps: number | null, consignorShare: string | null, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null, item: { id: string, title: string, size: string | null, category: string, tagPrinted: string } | null }>, tenders: Array<{ kind: Schema.TenderKind, amount: string }> } | null };

export type VoidSaleOfDashboardMutationVariables = Exact<{
  saleId: string;
  reason: string;
  key: string;
}>;


export type VoidSaleOfDashboardMutation = { saleVoid: { sale: { id: string } | null, userErrors: Array<{ message: string, code: Schema.SaleVoidErrorCode }> } | null };

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

export const OlderSalesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query OlderSales($id: ID!, $before: String, $last: Int!) {
  saleSession(id: $id) {
    sales(last: $last, before: $before) {
      pageInfo {
        hasPreviousPage
        startCursor
      }
      nodes {
        ...LiveSale
      }
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
}`) as unknown as TypedDocumentString<OlderSalesQuery, OlderSalesQueryVariables>;
export const RecentSalesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RecentSales($id: ID!, $before: String) {
  saleSession(id: $id) {
    sales(last: 100, before: $before) {
      pageInfo {
        hasPreviousPage
        startCursor
      }
      nodes {
        id
        sequence
        till
        soldAt
        recordedAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RecentSalesQuery, RecentSalesQueryVariables>;
export const SaleDetailsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SaleDetails($id: ID!) {
  sale(id: $id) {
    ...LiveSale
    voidReason
    shopperCode
    discountTotal
    unattributedTotal
    consignorShareTotal
    houseCutTotal
    taxTotal
    chargesTotal
    roundingTotal
    lines {
      position
      shareBps
      consignorShare
      item {
        id
        title
        size
        category
        tagPrinted
      }
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
}`) as unknown as TypedDocumentString<SaleDetailsQuery, SaleDetailsQueryVariables>;
export const VoidSaleOfDashboardDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VoidSaleOfDashboard($saleId: ID!, $reason: String!, $key: String!) {
  saleVoid(saleId: $saleId, reason: $reason, idempotencyKey: $key) {
    sale {
      id
    }
    userErrors {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<VoidSaleOfDashboardMutation, VoidSaleOfDashboardMutationVariables>;