/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why a session was not completed. */
export type SaleSessionCompleteErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND';

/** Why a session was not opened. */
export type SaleSessionOpenErrorCode =
  | 'ALREADY_ACTIVE'
  | 'EVENT_NOT_FOUND'
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'NO_ITEMS';

/** Why items were not taken into the session. */
export type SaleSessionRestockErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'ITEM_LOCKED'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_SOLD'
  | 'NO_ITEMS'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ITEMS';

/** Where a session stands. */
export type SaleSessionStatus =
  /** It sells. */
  | 'ACTIVE'
  /** It ended; nothing was sold. */
  | 'CANCELLED'
  /** It ended; sold items stay sold. */
  | 'COMPLETED';

/** Why items were not taken out of the session. */
export type SaleSessionWithdrawErrorCode =
  | 'IDEMPOTENCY_KEY_MISMATCH'
  | 'ITEM_NOT_FOUND'
  | 'ITEM_NOT_IN_SESSION'
  | 'ITEM_PENDING'
  | 'ITEM_SOLD'
  | 'NO_ITEMS'
  | 'SESSION_NOT_ACTIVE'
  | 'SESSION_NOT_FOUND'
  | 'TOO_MANY_ITEMS';

export type SessionOpenMutationVariables = Exact<{
  eventId: string;
  key: string;
}>;


export type SessionOpenMutation = { saleSessionOpen: { session: { id: string } | null, userErrors: Array<{ code: Schema.SaleSessionOpenErrorCode, message: string }> } | null };

export type SessionRestockMutationVariables = Exact<{
  sessionId: string;
  tags: Array<string> | string;
  key: string;
}>;


export type SessionRestockMutation = { saleSessionRestock: { session: { id: string } | null, userErrors: Array<{ code: Schema.SaleSessionRestockErrorCode, tag: string | null, field: Array<string> | null, message: string }> } | null };

export type SessionWithdrawMutationVariables = Exact<{
  sessionId: string;
  tags: Array<string> | string;
  reason: string;
  key: string;
}>;


export type SessionWithdrawMutation = { saleSessionWithdraw: { session: { id: string } | null, userErrors: Array<{ code: Schema.SaleSessionWithdrawErrorCode, tag: string | null, field: Array<string> | null, message: string }> } | null };

export type SessionCompleteMutationVariables = Exact<{
  sessionId: string;
  key: string;
}>;


export type SessionCompleteMutation = { saleSessionComplete: { session: { id: string, status: Schema.SaleSessionStatus } | null, userErrors: Array<{ code: Schema.SaleSessionCompleteErrorCode, message: string }> } | null };

export type FreeItemsQueryVariables = Exact<{
  eventId: string;
  after?: string | null | undefined;
}>;


export type FreeItemsQuery = { saleEvent: { items: { nodes: Array<{ tagPrinted: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type CompletionTotalsQueryVariables = Exact<{
  sessionId: string;
}>;


export type CompletionTotalsQuery = { saleSession: { totals: { availableCount: number, pendingCount: number, soldCount: number, needsReviewCount: number } } | null };

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

export const SessionOpenDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SessionOpen($eventId: ID!, $key: String!) {
  saleSessionOpen(eventId: $eventId, idempotencyKey: $key) {
    session {
      id
    }
    userErrors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SessionOpenMutation, SessionOpenMutationVariables>;
export const SessionRestockDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SessionRestock($sessionId: ID!, $tags: [String!]!, $key: String!) {
  saleSessionRestock(sessionId: $sessionId, tags: $tags, idempotencyKey: $key) {
    session {
      id
    }
    userErrors {
      code
      tag
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SessionRestockMutation, SessionRestockMutationVariables>;
export const SessionWithdrawDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SessionWithdraw($sessionId: ID!, $tags: [String!]!, $reason: String!, $key: String!) {
  saleSessionWithdraw(
    sessionId: $sessionId
    tags: $tags
    reason: $reason
    idempotencyKey: $key
  ) {
    session {
      id
    }
    userErrors {
      code
      tag
      field
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SessionWithdrawMutation, SessionWithdrawMutationVariables>;
export const SessionCompleteDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation SessionComplete($sessionId: ID!, $key: String!) {
  saleSessionComplete(sessionId: $sessionId, idempotencyKey: $key) {
    session {
      id
      status
    }
    userErrors {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SessionCompleteMutation, SessionCompleteMutationVariables>;
export const FreeItemsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query FreeItems($eventId: ID!, $after: String) {
  saleEvent(id: $eventId) {
    items(first: 100, after: $after, filter: {inventoryState: [MODIFIABLE]}) {
      nodes {
        tagPrinted
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FreeItemsQuery, FreeItemsQueryVariables>;
export const CompletionTotalsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query CompletionTotals($sessionId: ID!) {
  saleSession(id: $sessionId) {
    totals {
      availableCount
      pendingCount
      soldCount
      needsReviewCount
    }
  }
}
    `) as unknown as TypedDocumentString<CompletionTotalsQuery, CompletionTotalsQueryVariables>;