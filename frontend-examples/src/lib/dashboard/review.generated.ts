/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Where an item stands in the running session. */
export type ItemSaleStatus =
  /** On the floor. */
  | 'AVAILABLE'
  /** In somebody's cart. */
  | 'PENDING'
  /** Sold. */
  | 'SOLD';

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

/** What a person decided. */
export type ReviewResolution =
  /** Nothing moves, the matter is closed. */
  | 'ACCEPT'
  /** SOLD, no item, that consignor's share; counts in gross, not in soldCount. */
  | 'ATTRIBUTE_TO_CONSIGNOR'
  /** The line is SOLD with that item, net = what was charged. */
  | 'ATTRIBUTE_TO_ITEM'
  /** SOLD, no item, shareBps 0. */
  | 'KEEP_FOR_HOUSE';

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

/** Why nothing was decided. */
export type SaleReviewResolveErrorCode =
  | 'CONSIGNOR_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_NOTE'
  | 'INVALID_RESOLUTION'
  | 'ITEM_LOCKED'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'LINE_NOT_FOUND'
  | 'NOTHING_TO_REVIEW'
  | 'SALE_NOT_FOUND';

/** `ATTRIBUTE_TO_ITEM` needs `tag`; `ATTRIBUTE_TO_CONSIGNOR` needs `consignorNumber`. */
export type SaleReviewResolveInput = {
  /** The consignor whose it was. */
  consignorNumber?: number | null | undefined;
  /** Why, 1 to 200 characters: it stands in the journal. */
  note: string;
  /** The line, from 0. Without it: the sale's PRICE, TENDER and CLOCK reasons, `ACCEPT` only. */
  position?: number | null | undefined;
  /** What is decided. */
  resolution: ReviewResolution;
  /** The item that it was. */
  tag?: string | null | undefined;
};

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

export type ReviewQueueQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type ReviewQueueQuery = { saleSession: { sales: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ unattributedTotal: string, id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> }> } } | null };

export type ReviewPageFragment = { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ unattributedTotal: string, id: string, sequence: number, status: Schema.SaleStatus, channel: Schema.SaleChannel, till: string | null, receipt: string | null, soldAt: string, recordedAt: string, total: string, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, tenders: Array<{ kind: Schema.TenderKind, amount: string }>, lines: Array<{ position: number, status: Schema.SaleLineStatus, tag: string | null, description: string | null, price: string, discount: string, net: string, consignorNumber: number | null }> }> };

export type ReviewItemQueryVariables = Exact<{
  tag: string;
}>;


export type ReviewItemQuery = { itemByTag: { id: string, tag: string, tagPrinted: string, title: string, size: string | null, price: string, consignorNumber: number, saleStatus: Schema.ItemSaleStatus | null, sold: { at: string, till: string | null, net: string } | null } | null };

export type ReviewConsignorQueryVariables = Exact<{
  number: number;
}>;


export type ReviewConsignorQuery = { consignorByNumber: { number: number, displayName: string | null } | null };

export type ResolveReviewMutationVariables = Exact<{
  saleId: string;
  input: Schema.SaleReviewResolveInput;
  key: string;
}>;


export type ResolveReviewMutation = { saleReviewResolve: { sale: { id: string, sequence: number, needsReview: boolean, reviewReasons: Array<Schema.ReviewReason>, unattributedTotal: string, lines: Array<{ position: number, status: Schema.SaleLineStatus, net: string, consignorNumber: number | null, consignorShare: string | null, shareBps: number | null }> } | null, userErrors: Array<{ message: string, field: Array<string> | null, code: Schema.SaleReviewResolveErrorCode }> } | null };

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
export const ReviewPageFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ReviewPage on SaleConnection {
  pageInfo {
    hasNextPage
    endCursor
  }
  nodes {
    ...LiveSale
    unattributedTotal
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
}`, {"fragmentName":"ReviewPage"}) as unknown as TypedDocumentString<ReviewPageFragment, unknown>;
export const ReviewQueueDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ReviewQueue($id: ID!, $after: String) {
  saleSession(id: $id) {
    sales(first: 20, after: $after, filter: {needsReview: true, status: [RECORDED]}) {
      ...ReviewPage
    }
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
}`) as unknown as TypedDocumentString<ReviewQueueQuery, ReviewQueueQueryVariables>;
export const ReviewItemDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ReviewItem($tag: String!) {
  itemByTag(tag: $tag) {
    id
    tag
    tagPrinted
    title
    size
    price
    consignorNumber
    saleStatus
    sold {
      at
      till
      net
    }
  }
}
    `) as unknown as TypedDocumentString<ReviewItemQuery, ReviewItemQueryVariables>;
export const ReviewConsignorDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ReviewConsignor($number: Int!) {
  consignorByNumber(number: $number) {
    number
    displayName
  }
}
    `) as unknown as TypedDocumentString<ReviewConsignorQuery, ReviewConsignorQueryVariables>;
export const ResolveReviewDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ResolveReview($saleId: ID!, $input: SaleReviewResolveInput!, $key: String!) {
  saleReviewResolve(saleId: $saleId, input: $input, idempotencyKey: $key) {
    sale {
      id
      sequence
      needsReview
      reviewReasons
      unattributedTotal
      lines {
        position
        status
        net
        consignorNumber
        consignorShare
        shareBps
      }
    }
    userErrors {
      message
      field
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ResolveReviewMutation, ResolveReviewMutationVariables>;