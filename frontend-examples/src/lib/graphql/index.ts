export { Api, type ApiOptions, type AskOptions } from './api.ts';
export { ApiError, type ErrorCode, type GraphQLErrorLike } from './error.ts';
export type { Document } from './document.ts';
