/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type SessionTotalsSubscriptionVariables = Exact<{
  sessionId: string;
  maxPerSecond?: number;
}>;


export type SessionTotalsSubscription = { saleSessionTotals: { sequence: number, itemCount: number, availableCount: number, pendingCount: number, soldCount: number, saleCount: number, voidedCount: number, needsReviewCount: number, salesTotal: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenderTotals: Array<{ kind: Schema.TenderKind, amount: string }> } };

export type LiveTotalsFragment = { sequence: number, itemCount: number, availableCount: number, pendingCount: number, soldCount: number, saleCount: number, voidedCount: number, needsReviewCount: number, salesTotal: string, discountTotal: string, consignorShareTotal: string, houseCutTotal: string, unattributedTotal: string, taxTotal: string, chargesTotal: string, roundingTotal: string, tenderTotals: Array<{ kind: Schema.TenderKind, amount: string }> };

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
export const LiveTotalsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    `, {"fragmentName":"LiveTotals"}) as unknown as TypedDocumentString<LiveTotalsFragment, unknown>;
export const SessionTotalsDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription SessionTotals($sessionId: ID!, $maxPerSecond: Int! = 4) {
  saleSessionTotals(sessionId: $sessionId, maxPerSecond: $maxPerSecond) {
    ...LiveTotals
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
}`) as unknown as TypedDocumentString<SessionTotalsSubscription, SessionTotalsSubscriptionVariables>;