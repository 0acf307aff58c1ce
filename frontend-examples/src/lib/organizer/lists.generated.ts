/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

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

/**
 * Who may change an item: MODIFIABLE -> LOCKED (for all of a session) -> SOLD or MODIFIABLE again; TRANSFER to another
 * event.
 */
export type InventoryState =
  | 'LOCKED'
  | 'MODIFIABLE'
  | 'SOLD'
  | 'TRANSFER';

/** Which items are wanted. Fields left out do not narrow. */
export type ItemFilter = {
  /** By category. */
  category?: Array<string> | null | undefined;
  /** By who may change them. */
  inventoryState?: Array<InventoryState> | null | undefined;
  /** By where they stand in a running session. */
  saleStatus?: Array<ItemSaleStatus> | null | undefined;
};

/** Where an item stands in the running session. */
export type ItemSaleStatus =
  /** On the floor. */
  | 'AVAILABLE'
  /** In somebody's cart. */
  | 'PENDING'
  /** Sold. */
  | 'SOLD';

export type EventItemsQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
  first: number;
  filter?: Schema.ItemFilter | null | undefined;
}>;


export type EventItemsQuery = { saleEvent: { items: { nodes: Array<{ id: string, tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, consignorNumber: number, inventoryState: Schema.InventoryState, saleStatus: Schema.ItemSaleStatus | null, event: { id: string }, hold: { till: string | null, expiresAt: string } | null, sold: { at: string, till: string | null, net: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ItemByTagQueryVariables = Exact<{
  tag: string;
}>;


export type ItemByTagQuery = { itemByTag: { id: string, tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, consignorNumber: number, inventoryState: Schema.InventoryState, saleStatus: Schema.ItemSaleStatus | null, event: { id: string }, hold: { till: string | null, expiresAt: string } | null, sold: { at: string, till: string | null, net: string } | null } | null };

export type ItemsOfConsignorQueryVariables = Exact<{
  number: number;
  after?: string | null | undefined;
  first: number;
  filter?: Schema.ItemFilter | null | undefined;
}>;


export type ItemsOfConsignorQuery = { consignorByNumber: { items: { nodes: Array<{ id: string, tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, consignorNumber: number, inventoryState: Schema.InventoryState, saleStatus: Schema.ItemSaleStatus | null, event: { id: string }, hold: { till: string | null, expiresAt: string } | null, sold: { at: string, till: string | null, net: string } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type ListedItemFragment = { id: string, tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, consignorNumber: number, inventoryState: Schema.InventoryState, saleStatus: Schema.ItemSaleStatus | null, event: { id: string }, hold: { till: string | null, expiresAt: string } | null, sold: { at: string, till: string | null, net: string } | null };

export type EventConsignorsQueryVariables = Exact<{
  eventId: string;
  after?: string | null | undefined;
  first: number;
}>;


export type EventConsignorsQuery = { consignors: { nodes: Array<{ id: string, number: number, displayName: string | null, earnings: { itemCount: number, soldCount: number, grossSales: string, estimatedPayout: string, shareBps: number, final: boolean } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type FindConsignorQueryVariables = Exact<{
  eventId: string;
  number: number;
}>;


export type FindConsignorQuery = { consignorByNumber: { id: string, number: number, displayName: string | null, earnings: { itemCount: number, soldCount: number, grossSales: string, estimatedPayout: string, shareBps: number, final: boolean } | null } | null };

export type ListedConsignorFragment = { id: string, number: number, displayName: string | null, earnings: { itemCount: number, soldCount: number, grossSales: string, estimatedPayout: string, shareBps: number, final: boolean } | null };

export type ConsignorRegisterMutationVariables = Exact<{
  input: Schema.ConsignorAddInput;
  key: string;
}>;


export type ConsignorRegisterMutation = { consignorAdd: { consignor: { number: number, displayName: string | null } | null, userErrors: Array<{ code: Schema.ConsignorAddErrorCode, message: string }> } | null };

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
export const ListedItemFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ListedItem on Item {
  id
  tag
  tagPrinted
  title
  category
  size
  price
  consignorNumber
  inventoryState
  saleStatus
  event {
    id
  }
  hold {
    till
    expiresAt
  }
  sold {
    at
    till
    net
  }
}
    `, {"fragmentName":"ListedItem"}) as unknown as TypedDocumentString<ListedItemFragment, unknown>;
export const ListedConsignorFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ListedConsignor on Consignor {
  id
  number
  displayName
  earnings(eventId: $eventId) {
    itemCount
    soldCount
    grossSales
    estimatedPayout
    shareBps
    final
  }
}
    `, {"fragmentName":"ListedConsignor"}) as unknown as TypedDocumentString<ListedConsignorFragment, unknown>;
export const EventItemsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventItems($id: ID!, $after: String, $first: Int!, $filter: ItemFilter) {
  saleEvent(id: $id) {
    items(first: $first, after: $after, filter: $filter) {
      nodes {
        ...ListedItem
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ListedItem on Item {
  id
  tag
  tagPrinted
  title
  category
  size
  price
  consignorNumber
  inventoryState
  saleStatus
  event {
    id
  }
  hold {
    till
    expiresAt
  }
  sold {
    at
    till
    net
  }
}`) as unknown as TypedDocumentString<EventItemsQuery, EventItemsQueryVariables>;
export const ItemByTagDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ItemByTag($tag: String!) {
  itemByTag(tag: $tag) {
    ...ListedItem
  }
}
    fragment ListedItem on Item {
  id
  tag
  tagPrinted
  title
  category
  size
  price
  consignorNumber
  inventoryState
  saleStatus
  event {
    id
  }
  hold {
    till
    expiresAt
  }
  sold {
    at
    till
    net
  }
}`) as unknown as TypedDocumentString<ItemByTagQuery, ItemByTagQueryVariables>;
export const ItemsOfConsignorDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ItemsOfConsignor($number: Int!, $after: String, $first: Int!, $filter: ItemFilter) {
  consignorByNumber(number: $number) {
    items(first: $first, after: $after, filter: $filter) {
      nodes {
        ...ListedItem
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    fragment ListedItem on Item {
  id
  tag
  tagPrinted
  title
  category
  size
  price
  consignorNumber
  inventoryState
  saleStatus
  event {
    id
  }
  hold {
    till
    expiresAt
  }
  sold {
    at
    till
    net
  }
}`) as unknown as TypedDocumentString<ItemsOfConsignorQuery, ItemsOfConsignorQueryVariables>;
export const EventConsignorsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventConsignors($eventId: ID!, $after: String, $first: Int!) {
  consignors(first: $first, after: $after) {
    nodes {
      ...ListedConsignor
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment ListedConsignor on Consignor {
  id
  number
  displayName
  earnings(eventId: $eventId) {
    itemCount
    soldCount
    grossSales
    estimatedPayout
    shareBps
    final
  }
}`) as unknown as TypedDocumentString<EventConsignorsQuery, EventConsignorsQueryVariables>;
export const FindConsignorDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FindConsignor($eventId: ID!, $number: Int!) {
  consignorByNumber(number: $number) {
    ...ListedConsignor
  }
}
    fragment ListedConsignor on Consignor {
  id
  number
  displayName
  earnings(eventId: $eventId) {
    itemCount
    soldCount
    grossSales
    estimatedPayout
    shareBps
    final
  }
}`) as unknown as TypedDocumentString<FindConsignorQuery, FindConsignorQueryVariables>;
export const ConsignorRegisterDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ConsignorRegister($input: ConsignorAddInput!, $key: String!) {
  consignorAdd(input: $input, idempotencyKey: $key) {
    consignor {
      number
      displayName
    }
    userErrors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<ConsignorRegisterMutation, ConsignorRegisterMutationVariables>;