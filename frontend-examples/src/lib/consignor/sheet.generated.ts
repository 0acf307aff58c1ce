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

/**
 * Who may change an item: MODIFIABLE -> LOCKED (for all of a session) -> SOLD or MODIFIABLE again; TRANSFER to another
 * event.
 */
export type InventoryState =
  | 'LOCKED'
  | 'MODIFIABLE'
  | 'SOLD'
  | 'TRANSFER';

/** Where an item stands in the running session. */
export type ItemSaleStatus =
  /** On the floor. */
  | 'AVAILABLE'
  /** In somebody's cart. */
  | 'PENDING'
  /** Sold. */
  | 'SOLD';

export type ConsignorSheetQueryVariables = Exact<{
  consignorId: string;
  eventId: string;
}>;


export type ConsignorSheetQuery = { consignor: { id: string, number: number, displayName: string | null, earnings: { sequence: number, itemCount: number, soldCount: number, grossSales: string, estimatedPayout: string, shareBps: number, final: boolean, event: { id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string, rates: { baseShareBps: number, volunteerBonusBps: number, superBonusBps: number, maxShareBps: number } } } | null } | null };

export type SheetEventFragment = { id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string, rates: { baseShareBps: number, volunteerBonusBps: number, superBonusBps: number, maxShareBps: number } };

export type ConsignorItemsQueryVariables = Exact<{
  consignorId: string;
  before?: string | null | undefined;
}>;


export type ConsignorItemsQuery = { consignor: { items: { pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, nodes: Array<{ tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, donate: boolean, inventoryState: Schema.InventoryState, saleStatus: Schema.ItemSaleStatus | null, sold: { at: string, price: string, discount: string, net: string } | null, event: { id: string } }> } } | null };

export type SheetItemFragment = { tag: string, tagPrinted: string, title: string, category: string, size: string | null, price: string, donate: boolean, inventoryState: Schema.InventoryState, saleStatus: Schema.ItemSaleStatus | null, sold: { at: string, price: string, discount: string, net: string } | null, event: { id: string } };

export type ConsignorByNumberQueryVariables = Exact<{
  number: number;
}>;


export type ConsignorByNumberQuery = { consignorByNumber: { id: string, number: number, displayName: string | null } | null };

export type RecentEventsQueryVariables = Exact<{
  last: number;
  before?: string | null | undefined;
}>;


export type RecentEventsQuery = { saleEvents: { pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, nodes: Array<{ id: string, startsAt: string, endsAt: string }> } };

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
export const SheetEventFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SheetEvent on SaleEvent {
  id
  name
  currency
  timeZone
  startsAt
  endsAt
  rates {
    baseShareBps
    volunteerBonusBps
    superBonusBps
    maxShareBps
  }
}
    `, {"fragmentName":"SheetEvent"}) as unknown as TypedDocumentString<SheetEventFragment, unknown>;
export const SheetItemFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SheetItem on Item {
  tag
  tagPrinted
  title
  category
  size
  price
  donate
  inventoryState
  saleStatus
  sold {
    at
    price
    discount
    net
  }
  event {
    id
  }
}
    `, {"fragmentName":"SheetItem"}) as unknown as TypedDocumentString<SheetItemFragment, unknown>;
export const ConsignorSheetDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ConsignorSheet($consignorId: ID!, $eventId: ID!) {
  consignor(id: $consignorId) {
    id
    number
    displayName
    earnings(eventId: $eventId) {
      ...LiveEarnings
      event {
        ...SheetEvent
      }
    }
  }
}
    fragment SheetEvent on SaleEvent {
  id
  name
  currency
  timeZone
  startsAt
  endsAt
  rates {
    baseShareBps
    volunteerBonusBps
    superBonusBps
    maxShareBps
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
}`) as unknown as TypedDocumentString<ConsignorSheetQuery, ConsignorSheetQueryVariables>;
export const ConsignorItemsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ConsignorItems($consignorId: ID!, $before: String) {
  consignor(id: $consignorId) {
    items(last: 100, before: $before) {
      pageInfo {
        hasPreviousPage
        startCursor
      }
      nodes {
        ...SheetItem
      }
    }
  }
}
    fragment SheetItem on Item {
  tag
  tagPrinted
  title
  category
  size
  price
  donate
  inventoryState
  saleStatus
  sold {
    at
    price
    discount
    net
  }
  event {
    id
  }
}`) as unknown as TypedDocumentString<ConsignorItemsQuery, ConsignorItemsQueryVariables>;
export const ConsignorByNumberDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ConsignorByNumber($number: Int!) {
  consignorByNumber(number: $number) {
    id
    number
    displayName
  }
}
    `) as unknown as TypedDocumentString<ConsignorByNumberQuery, ConsignorByNumberQueryVariables>;
export const RecentEventsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query RecentEvents($last: Int!, $before: String) {
  saleEvents(last: $last, before: $before) {
    pageInfo {
      hasPreviousPage
      startCursor
    }
    nodes {
      id
      startsAt
      endsAt
    }
  }
}
    `) as unknown as TypedDocumentString<RecentEventsQuery, RecentEventsQueryVariables>;