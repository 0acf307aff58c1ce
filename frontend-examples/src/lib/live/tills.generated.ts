/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type TillsSubscriptionVariables = Exact<{
  sessionId: string;
}>;


export type TillsSubscription = { tills: Array<{ name: string, state: Schema.TillState, lastReportAt: string | null, lastSaleAt: string | null, saleCount: number, salesTotal: string, pendingSales: number, oldestPendingAt: string | null, clockSkewSeconds: number | null }> };

export type LiveTillFragment = { name: string, state: Schema.TillState, lastReportAt: string | null, lastSaleAt: string | null, saleCount: number, salesTotal: string, pendingSales: number, oldestPendingAt: string | null, clockSkewSeconds: number | null };

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
export const LiveTillFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    `, {"fragmentName":"LiveTill"}) as unknown as TypedDocumentString<LiveTillFragment, unknown>;
export const TillsDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription Tills($sessionId: ID!) {
  tills(sessionId: $sessionId) {
    ...LiveTill
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
}`) as unknown as TypedDocumentString<TillsSubscription, TillsSubscriptionVariables>;