/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Where a sale was made. */
export type SaleChannel =
  /** In our own web shop. */
  | 'ONLINE'
  /** At a till in the hall. */
  | 'POS'
  /** In a Shopify shop. */
  | 'SHOPIFY';

/** Exactly one of `tag` and `unknown`. */
export type SaleLineInput = {
  /**
   * What the shopper is charged for this line, after discount, as the till showed it; tax that is added on top is not in
   * it. Online: optional, another price is refused with `PRICE_CHANGED`. Offline and for `unknown`: required (else
   * `INVALID_LINE`), and it stands.
   */
  price?: string | null | undefined;
  /** As it was scanned. */
  tag?: string | null | undefined;
  /** A thing without a readable tag. */
  unknown?: UnknownItemInput | null | undefined;
};

/** Why a sale was not recorded. */
export type SaleRecordErrorCode =
  | 'DUPLICATE_LINE'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_LINE'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'NO_LINES'
  | 'PRICE_CHANGED'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TENDER_MISMATCH'
  | 'TOO_MANY_LINES'
  | 'TOO_MANY_TENDERS';

/** A sale as a till sends it. */
export type SaleRecordInput = {
  /** Items held by it may be sold. */
  cart?: string | null | undefined;
  /** ONLINE and SHOPIFY: only with an ORGANIZER token, until the shop has a role of its own. */
  channel?: SaleChannel;
  /** 1 to 200. */
  lines: Array<SaleLineInput>;
  /**
   * When the till sold it, if it could not reach the server: the sale is then recorded whatever the state. What cannot be
   * credited to an item waits for a person.
   */
  offlineSoldAt?: string | null | undefined;
  /** The till's own number on the paper. */
  receipt?: string | null | undefined;
  /** Anonymous code that ties a shopper's sales together. */
  shopperCode?: string | null | undefined;
  /** What is kept, at most 10; adds up to the total. */
  tenders: Array<TenderInput>;
  /** Which till. */
  till?: string | null | undefined;
};

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

/** What is kept. */
export type TenderInput = {
  /** How much of it is kept. */
  amount: string;
  /** What it came as. */
  kind: TenderKind;
};

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

/** A thing without a readable tag: sold as UNATTRIBUTED, for a person to decide later. */
export type UnknownItemInput = {
  /** Whose it is believed to be. */
  consignorNumber?: number | null | undefined;
  /** In the cashier's words. */
  description: string;
};

export type RecordSaleMutationVariables = Exact<{
  sessionId: string;
  input: Schema.SaleRecordInput;
  idempotencyKey: string;
}>;


export type RecordSaleMutation = { saleRecord: { sale: { id: string, status: Schema.SaleStatus, needsReview: boolean } | null, userErrors: Array<{ code: Schema.SaleRecordErrorCode, field: Array<string> | null, tag: string | null, expected: string | null, item: { tag: string, title: string, size: string | null, consignorNumber: number, price: string, saleStatus: Schema.ItemSaleStatus | null, hold: { cart: string | null, channel: Schema.SaleChannel, expiresAt: string, kind: Schema.HoldKind, till: string | null } | null, sold: { at: string, channel: Schema.SaleChannel, till: string | null } | null } | null }> } | null };

export type VoidSaleMutationVariables = Exact<{
  saleId: string;
  reason: string;
  idempotencyKey: string;
}>;


export type VoidSaleMutation = { saleVoid: { sale: { id: string } | null, userErrors: Array<{ code: Schema.SaleVoidErrorCode }> } | null };

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

export const RecordSaleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation RecordSale($sessionId: ID!, $input: SaleRecordInput!, $idempotencyKey: String!) {
  saleRecord(
    sessionId: $sessionId
    input: $input
    idempotencyKey: $idempotencyKey
  ) {
    sale {
      id
      status
      needsReview
    }
    userErrors {
      code
      field
      tag
      expected
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
}`) as unknown as TypedDocumentString<RecordSaleMutation, RecordSaleMutationVariables>;
export const VoidSaleDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation VoidSale($saleId: ID!, $reason: String!, $idempotencyKey: String!) {
  saleVoid(saleId: $saleId, reason: $reason, idempotencyKey: $idempotencyKey) {
    sale {
      id
    }
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<VoidSaleMutation, VoidSaleMutationVariables>;