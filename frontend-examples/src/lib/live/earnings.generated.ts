/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type EarningsSubscriptionVariables = Exact<{
  consignorId: string;
  eventId: string;
}>;


export type EarningsSubscription = { consignorEarnings: { sequence: number, itemCount: number, soldCount: number, grossSales: string, estimatedPayout: string, shareBps: number, final: boolean } };

export type LiveEarningsFragment = { sequence: number, itemCount: number, soldCount: number, grossSales: string, estimatedPayout: string, shareBps: number, final: boolean };

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
export const LiveEarningsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment LiveEarnings on ConsignorEarnings {
  sequence
  itemCount
  soldCount
  grossSales
  estimatedPayout
  shareBps
  final
}
    `, {"fragmentName":"LiveEarnings"}) as unknown as TypedDocumentString<LiveEarningsFragment, unknown>;
export const EarningsDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription Earnings($consignorId: ID!, $eventId: ID!) {
  consignorEarnings(consignorId: $consignorId, eventId: $eventId) {
    ...LiveEarnings
  }
}
    fragment LiveEarnings on ConsignorEarnings {
  sequence
  itemCount
  soldCount
  grossSales
  estimatedPayout
  shareBps
  final
}`) as unknown as TypedDocumentString<EarningsSubscription, EarningsSubscriptionVariables>;