// What every integration needs; the operations themselves are in `tadamun-client/hq` and `tadamun-client/market`.
export { Client, AnswerError, StatusError } from './client.ts';
export type { ClientOptions, Operation } from './client.ts';
export { ids, newId, newKey } from './once.ts';
export type { Store } from './once.ts';
export { nodes, pages } from './paging.ts';
export type { Connection } from './paging.ts';
export { repeatable, retrying } from './retry.ts';
export type { RetryOptions } from './retry.ts';
export { clientCredentials, SignInError } from './sign-in.ts';
export type { TokenSource } from './sign-in.ts';
export { NotVerifiedError, verify } from './webhooks.ts';
