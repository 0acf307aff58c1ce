/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type SessionStatisticsQueryVariables = Exact<{
  id: string;
}>;


export type SessionStatisticsQuery = { saleSession: { statistics: { sequence: number, byHour: Array<{ hour: string, saleCount: number, itemCount: number, salesTotal: string }>, byCategory: Array<{ category: string, offeredCount: number, soldCount: number, salesTotal: string }>, byPriceBand: Array<{ from: string, to: string | null, offeredCount: number, soldCount: number }> } } | null };

export type StatisticsFragment = { sequence: number, byHour: Array<{ hour: string, saleCount: number, itemCount: number, salesTotal: string }>, byCategory: Array<{ category: string, offeredCount: number, soldCount: number, salesTotal: string }>, byPriceBand: Array<{ from: string, to: string | null, offeredCount: number, soldCount: number }> };

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
export const StatisticsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
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
    `, {"fragmentName":"Statistics"}) as unknown as TypedDocumentString<StatisticsFragment, unknown>;
export const SessionStatisticsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query SessionStatistics($id: ID!) {
  saleSession(id: $id) {
    statistics {
      ...Statistics
    }
  }
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
}`) as unknown as TypedDocumentString<SessionStatisticsQuery, SessionStatisticsQueryVariables>;