/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why a consignor was not added. */
export type ConsignorAddErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_NAME'
  | 'INVALID_NUMBER'
  | 'NUMBER_TAKEN';

/** A new consignor. */
export type ConsignorAddInput = {
  /** 1 to 200 characters. Organizers and the consignor see it. */
  displayName: string;
  /** 1-99999; without it the next free one is given. */
  number?: number | null | undefined;
};

/** An item to take in. */
export type ItemInput = {
  /** 1 to 200 characters. */
  category: string;
  /** 1-99999. */
  consignorNumber: number;
  /** May the price be reduced on a discount day? */
  discountable?: boolean;
  /** Give it away if it stays unsold? */
  donate?: boolean;
  /** Printed on the tag; more than 0.00. */
  price: string;
  /** The importer's own row name; unique per consignor and event. */
  ref?: string | null | undefined;
  /** Up to 200 characters. */
  size?: string | null | undefined;
  /** 1 to 200 characters. */
  title: string;
};

/** Why items were not taken in. */
export type ItemsAddErrorCode =
  | 'CONSIGNOR_FULL'
  | 'CONSIGNOR_NOT_FOUND'
  | 'EVENT_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_PRICE'
  | 'INVALID_TEXT'
  | 'NO_ITEMS'
  | 'REF_TAKEN'
  | 'TOO_MANY_ITEMS';

export type ImportConsignorsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ImportConsignorsQuery = { consignors: { nodes: Array<{ number: number, displayName: string | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ImportItemsQueryVariables = Exact<{
  eventId: string;
  after?: string | null | undefined;
}>;


export type ImportItemsQuery = { saleEvent: { items: { nodes: Array<{ ref: string | null, consignorNumber: number, title: string, category: string, size: string | null, price: string, discountable: boolean, donate: boolean }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ImportItemsAddMutationVariables = Exact<{
  eventId: string;
  input: Array<Schema.ItemInput> | Schema.ItemInput;
  key: string;
}>;


export type ImportItemsAddMutation = { itemsAdd: { items: Array<{ tag: string }> | null, userErrors: Array<{ code: Schema.ItemsAddErrorCode, field: Array<string> | null, message: string }> } | null };

export type ImportConsignorAddMutationVariables = Exact<{
  input: Schema.ConsignorAddInput;
  key: string;
}>;


export type ImportConsignorAddMutation = { consignorAdd: { consignor: { number: number } | null, userErrors: Array<{ code: Schema.ConsignorAddErrorCode, field: Array<string> | null, message: string }> } | null };

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

export const ImportConsignorsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ImportConsignors($after: String) {
  consignors(first: 100, after: $after) {
    nodes {
      number
      displayName
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<ImportConsignorsQuery, ImportConsignorsQueryVariables>;
export const ImportItemsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ImportItems($eventId: ID!, $after: String) {
  saleEvent(id: $eventId) {
    items(first: 100, after: $after) {
      nodes {
        ref
        consignorNumber
        title
        category
        size
        price
        discountable
        donate
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ImportItemsQuery, ImportItemsQueryVariables>;
export const ImportItemsAddDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ImportItemsAdd($eventId: ID!, $input: [ItemInput!]!, $key: String!) {
  itemsAdd(eventId: $eventId, input: $input, idempotencyKey: $key) {
    items {
      tag
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ImportItemsAddMutation, ImportItemsAddMutationVariables>;
export const ImportConsignorAddDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ImportConsignorAdd($input: ConsignorAddInput!, $key: String!) {
  consignorAdd(input: $input, idempotencyKey: $key) {
    consignor {
      number
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ImportConsignorAddMutation, ImportConsignorAddMutationVariables>;