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

/** Where a session stands. */
export type SaleSessionStatus =
  /** It sells. */
  | 'ACTIVE'
  /** It ended; nothing was sold. */
  | 'CANCELLED'
  /** It ended; sold items stay sold. */
  | 'COMPLETED';

export type TillPackQueryVariables = Exact<{
  sessionId: string;
  after?: string | null | undefined;
  first: number;
}>;


export type TillPackQuery = { saleSession: { status: Schema.SaleSessionStatus, tillPack: { cursor: string, complete: boolean, items: Array<{ tag: string, title: string, size: string | null, consignorNumber: number, price: string, status: Schema.ItemSaleStatus | null }> } } | null };

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

export const TillPackDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TillPack($sessionId: ID!, $after: String, $first: Int!) {
  saleSession(id: $sessionId) {
    status
    tillPack(after: $after, first: $first) {
      cursor
      complete
      items {
        tag
        title
        size
        consignorNumber
        price
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TillPackQuery, TillPackQueryVariables>;