/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which sales are wanted. Fields left out do not narrow. */
export type SaleFilter = {
  /** Those that a person must look at, or the others. */
  needsReview?: boolean | null | undefined;
  /** Of this shopper. */
  shopperCode?: string | null | undefined;
  /** Standing or voided ones. */
  status?: Array<SaleStatus> | null | undefined;
  /** With a line of this tag; blanks and hyphens do not matter. */
  tag?: string | null | undefined;
  /** Of this till. */
  till?: string | null | undefined;
};

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

export type FigureSalesQueryVariables = Exact<{
  id: string;
  filter?: Schema.SaleFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  withLines: boolean;
  withItems: boolean;
}>;


export type FigureSalesQuery = { saleSession: { sales: { pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<{ id: string, sequence: number, status: Schema.SaleStatus, till: string | null, soldAt: string, needsReview: boolean, total: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines?: Array<{ status: Schema.SaleLineStatus, net: string, consignorNumber: number | null, item?: { tag: string, category: string, price: string } | null }> }> } } | null };

export type FigureSalesByIdQueryVariables = Exact<{
  ids: Array<string> | string;
  withLines: boolean;
  withItems: boolean;
}>;


export type FigureSalesByIdQuery = { nodes: Array<
    | { __typename: 'Consignor' }
    | { __typename: 'Item' }
    | { __typename: 'Sale', id: string, sequence: number, status: Schema.SaleStatus, till: string | null, soldAt: string, needsReview: boolean, total: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines?: Array<{ status: Schema.SaleLineStatus, net: string, consignorNumber: number | null, item?: { tag: string, category: string, price: string } | null }> }
    | { __typename: 'SaleEvent' }
    | { __typename: 'SaleSession' }
   | null> };

export type SessionSequenceQueryVariables = Exact<{
  id: string;
}>;


export type SessionSequenceQuery = { saleSession: { totals: { sequence: number } } | null };

export type FigureTillsQueryVariables = Exact<{
  id: string;
}>;


export type FigureTillsQuery = { saleSession: { tills: Array<{ name: string, saleCount: number, salesTotal: string }>, totals: { sequence: number } } | null };

export type FigureSaleFragment = { id: string, sequence: number, status: Schema.SaleStatus, till: string | null, soldAt: string, needsReview: boolean, total: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines?: Array<{ status: Schema.SaleLineStatus, net: string, consignorNumber: number | null, item?: { tag: string, category: string, price: string } | null }> };

export type FigureTotalsQueryVariables = Exact<{
  id: string;
}>;


export type FigureTotalsQuery = { saleSession: { totals: { sequence: number, itemCount: number, availableCount: number, pendingCount: number, soldCount: number, saleCount: number, voidedCount: number, needsReviewCount: number, salesTotal: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenderTotals: Array<{ kind: Schema.TenderKind, amount: string }> } } | null };

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
export const FigureSaleFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment FigureSale on Sale {
  id
  sequence
  status
  till
  soldAt
  needsReview
  total
  discountTotal
  consignorShareTotal
  houseCutTotal
  unattributedTotal
  taxTotal
  chargesTotal
  roundingTotal
  tenders {
    kind
    amount
  }
  lines @include(if: $withLines) {
    status
    net
    consignorNumber
    item @include(if: $withItems) {
      tag
      category
      price
    }
  }
}
    `, {"fragmentName":"FigureSale"}) as unknown as TypedDocumentString<FigureSaleFragment, unknown>;
export const FigureSalesDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FigureSales($id: ID!, $filter: SaleFilter, $first: Int, $after: String, $last: Int, $before: String, $withLines: Boolean!, $withItems: Boolean!) {
  saleSession(id: $id) {
    sales(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      nodes {
        ...FigureSale
      }
    }
  }
}
    fragment FigureSale on Sale {
  id
  sequence
  status
  till
  soldAt
  needsReview
  total
  discountTotal
  consignorShareTotal
  houseCutTotal
  unattributedTotal
  taxTotal
  chargesTotal
  roundingTotal
  tenders {
    kind
    amount
  }
  lines @include(if: $withLines) {
    status
    net
    consignorNumber
    item @include(if: $withItems) {
      tag
      category
      price
    }
  }
}`) as unknown as TypedDocumentString<FigureSalesQuery, FigureSalesQueryVariables>;
export const FigureSalesByIdDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FigureSalesById($ids: [ID!]!, $withLines: Boolean!, $withItems: Boolean!) {
  nodes(ids: $ids) {
    __typename
    ... on Sale {
      ...FigureSale
    }
  }
}
    fragment FigureSale on Sale {
  id
  sequence
  status
  till
  soldAt
  needsReview
  total
  discountTotal
  consignorShareTotal
  houseCutTotal
  unattributedTotal
  taxTotal
  chargesTotal
  roundingTotal
  tenders {
    kind
    amount
  }
  lines @include(if: $withLines) {
    status
    net
    consignorNumber
    item @include(if: $withItems) {
      tag
      category
      price
    }
  }
}`) as unknown as TypedDocumentString<FigureSalesByIdQuery, FigureSalesByIdQueryVariables>;
export const SessionSequenceDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SessionSequence($id: ID!) {
  saleSession(id: $id) {
    totals {
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<SessionSequenceQuery, SessionSequenceQueryVariables>;
export const FigureTillsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FigureTills($id: ID!) {
  saleSession(id: $id) {
    tills {
      name
      saleCount
      salesTotal
    }
    totals {
      sequence
    }
  }
}
    `) as unknown as TypedDocumentString<FigureTillsQuery, FigureTillsQueryVariables>;
export const FigureTotalsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FigureTotals($id: ID!) {
  saleSession(id: $id) {
    totals {
      ...LiveTotals
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
}`) as unknown as TypedDocumentString<FigureTotalsQuery, FigureTotalsQueryVariables>;