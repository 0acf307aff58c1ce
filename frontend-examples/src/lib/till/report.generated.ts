/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type * as Schema from '../graphql/schema.generated';

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Why a report was not taken. */
export type TillReportErrorCode =
  | 'INVALID_TILL'
  | 'SESSION_NOT_FOUND';

/** What a till says of itself, every 10 s. */
export type TillReportInput = {
  /** What its own clock says. */
  clock: string;
  /** Since when the oldest of them waits. */
  oldestPendingAt?: string | null | undefined;
  /** Sales that wait to be sent. */
  pendingSales?: number;
  /** What it does. */
  state: TillState;
  /** As it names itself in its sales. */
  till: string;
};

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

export type ReportTillMutationVariables = Exact<{
  sessionId: string;
  input: Schema.TillReportInput;
}>;


export type ReportTillMutation = { tillReport: { serverTime: string | null, userErrors: Array<{ code: Schema.TillReportErrorCode }> } | null };

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

export const ReportTillDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation ReportTill($sessionId: ID!, $input: TillReportInput!) {
  tillReport(sessionId: $sessionId, input: $input) {
    serverTime
    userErrors {
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ReportTillMutation, ReportTillMutationVariables>;