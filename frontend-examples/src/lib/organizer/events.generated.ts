/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Basis points, 0 to 10000 each. */
export type CommissionRatesInput = {
  /** Everybody's. */
  baseShareBps: number;
  /** No share is above it. */
  maxShareBps?: number;
  /** Added for those who worked far more. */
  superBonusBps?: number;
  /** Added for those who worked the hours of a volunteer. */
  volunteerBonusBps?: number;
};

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

/** Why an event was not created. */
export type SaleEventCreateErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'INVALID_NAME'
  | 'INVALID_PERIOD'
  | 'INVALID_RATES'
  | 'INVALID_TIME_ZONE';

/** The rules and the time of a new event. */
export type SaleEventCreateInput = {
  /** What all its amounts are in. */
  currency: CurrencyCode;
  /** When they close; later than `startsAt`. */
  endsAt: string;
  /** 1 to 200 characters. */
  name: string;
  /** What the consignors' shares are computed with. */
  rates: CommissionRatesInput;
  /** When doors open. */
  startsAt: string;
  /** IANA name, for example Europe/Berlin. */
  timeZone: string;
};

/** Where a session stands. */
export type SaleSessionStatus =
  /** It sells. */
  | 'ACTIVE'
  /** It ended; nothing was sold. */
  | 'CANCELLED'
  /** It ended; sold items stay sold. */
  | 'COMPLETED';

export type EventListQueryVariables = Exact<{
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type EventListQuery = { saleEvents: { nodes: Array<{ id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string, sessions: { nodes: Array<{ id: string, status: Schema.SaleSessionStatus, openedAt: string, closedAt: string | null, totals: { itemCount: number, soldCount: number, saleCount: number, salesTotal: string, needsReviewCount: number } }> }, rates: { baseShareBps: number, volunteerBonusBps: number, superBonusBps: number, maxShareBps: number } }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } } };

export type EventHeadQueryVariables = Exact<{
  id: string;
}>;


export type EventHeadQuery = { saleEvent: { id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string, activeSession: { id: string } | null, rates: { baseShareBps: number, volunteerBonusBps: number, superBonusBps: number, maxShareBps: number } } | null };

export type EventSessionsQueryVariables = Exact<{
  id: string;
}>;


export type EventSessionsQuery = { saleEvent: { id: string, sessions: { nodes: Array<{ id: string, status: Schema.SaleSessionStatus, openedAt: string, closedAt: string | null, totals: { itemCount: number, soldCount: number, saleCount: number, salesTotal: string, needsReviewCount: number } }> }, free: { nodes: Array<{ id: string }> } } | null };

export type EventRulesFragment = { id: string, name: string, currency: Schema.CurrencyCode, timeZone: string, startsAt: string, endsAt: string, rates: { baseShareBps: number, volunteerBonusBps: number, superBonusBps: number, maxShareBps: number } };

export type SessionFiguresFragment = { id: string, status: Schema.SaleSessionStatus, openedAt: string, closedAt: string | null, totals: { itemCount: number, soldCount: number, saleCount: number, salesTotal: string, needsReviewCount: number } };

export type EventCreateMutationVariables = Exact<{
  input: Schema.SaleEventCreateInput;
  key: string;
}>;


export type EventCreateMutation = { saleEventCreate: { event: { id: string } | null, userErrors: Array<{ code: Schema.SaleEventCreateErrorCode, field: Array<string> | null, message: string }> } | null };

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
export const EventRulesFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment EventRules on SaleEvent {
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
    `, {"fragmentName":"EventRules"}) as unknown as TypedDocumentString<EventRulesFragment, unknown>;
export const SessionFiguresFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment SessionFigures on SaleSession {
  id
  status
  openedAt
  closedAt
  totals {
    itemCount
    soldCount
    saleCount
    salesTotal
    needsReviewCount
  }
}
    `, {"fragmentName":"SessionFigures"}) as unknown as TypedDocumentString<SessionFiguresFragment, unknown>;
export const EventListDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventList($last: Int, $before: String) {
  saleEvents(last: $last, before: $before) {
    nodes {
      ...EventRules
      sessions(last: 10) {
        nodes {
          ...SessionFigures
        }
      }
    }
    pageInfo {
      hasPreviousPage
      startCursor
    }
  }
}
    fragment EventRules on SaleEvent {
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
fragment SessionFigures on SaleSession {
  id
  status
  openedAt
  closedAt
  totals {
    itemCount
    soldCount
    saleCount
    salesTotal
    needsReviewCount
  }
}`) as unknown as TypedDocumentString<EventListQuery, EventListQueryVariables>;
export const EventHeadDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventHead($id: ID!) {
  saleEvent(id: $id) {
    ...EventRules
    activeSession {
      id
    }
  }
}
    fragment EventRules on SaleEvent {
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
}`) as unknown as TypedDocumentString<EventHeadQuery, EventHeadQueryVariables>;
export const EventSessionsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query EventSessions($id: ID!) {
  saleEvent(id: $id) {
    id
    sessions(last: 20) {
      nodes {
        ...SessionFigures
      }
    }
    free: items(first: 1, filter: {inventoryState: [MODIFIABLE]}) {
      nodes {
        id
      }
    }
  }
}
    fragment SessionFigures on SaleSession {
  id
  status
  openedAt
  closedAt
  totals {
    itemCount
    soldCount
    saleCount
    salesTotal
    needsReviewCount
  }
}`) as unknown as TypedDocumentString<EventSessionsQuery, EventSessionsQueryVariables>;
export const EventCreateDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation EventCreate($input: SaleEventCreateInput!, $key: String!) {
  saleEventCreate(input: $input, idempotencyKey: $key) {
    event {
      id
    }
    userErrors {
      code
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<EventCreateMutation, EventCreateMutationVariables>;