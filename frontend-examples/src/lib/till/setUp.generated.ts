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

export type TillSessionsQueryVariables = Exact<{
  before?: string | null | undefined;
}>;


export type TillSessionsQuery = { viewer: { organizationName: string } | null, saleEvents: { nodes: Array<{ name: string, currency: Schema.CurrencyCode, timeZone: string, activeSession: { id: string, tills: Array<{ name: string }> } | null }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } } };

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

export const TillSessionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query TillSessions($before: String) {
  viewer {
    organizationName
  }
  saleEvents(last: 100, before: $before) {
    nodes {
      name
      currency
      timeZone
      activeSession {
        id
        tills {
          name
        }
      }
    }
    pageInfo {
      hasPreviousPage
      startCursor
    }
  }
}
    `) as unknown as TypedDocumentString<TillSessionsQuery, TillSessionsQueryVariables>;