// Asks headquarters or a market, in types.
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { retrying } from './retry.ts';
import type { TokenSource } from './sign-in.ts';

/** An operation as `hq.ts` and `market.ts` hold it. */
export type Operation<Data, Variables> = DocumentTypeDecoration<Data, Variables> & { toString(): string };

export type ClientOptions = {
  /** `https://casablanca.example.ma`, or headquarters' host. */
  address: string;
  /** A token, or where to get one. */
  signIn: string | TokenSource;
  /** In which language refusals are told; French when nothing is said. */
  language?: 'ar' | 'fr' | 'en';
  /** What sends; `retrying()` when nothing is said. */
  fetch?: typeof fetch;
};

export type ApiError = {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; [name: string]: unknown };
};

/** The API refused, as a whole or a part; what users can mend is in the payload's `errors` instead. */
export class AnswerError extends Error {
  readonly errors: readonly ApiError[];
  /** What was answered all the same. */
  readonly data: unknown;

  constructor(errors: readonly ApiError[], data: unknown) {
    super(errors.map(({ message, extensions }) => `${extensions?.code ?? 'ERROR'}: ${message}`).join('; '));
    this.name = 'AnswerError';
    this.errors = errors;
    this.data = data;
  }
}

/** Something before the API answered, not in the language of the API. */
export class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.name = 'StatusError';
    this.status = status;
  }
}

export class Client {
  readonly #address: string;
  readonly #signIn: string | TokenSource;
  readonly #language: string;
  readonly #fetch: typeof fetch;

  constructor({ address, signIn, language = 'fr', fetch: send = retrying() }: ClientOptions) {
    this.#address = `${address.replace(/\/+$/, '')}/graphql/`;
    this.#signIn = signIn;
    this.#language = language;
    this.#fetch = send;
  }

  /** The data of an operation's answer; throws an `AnswerError` where the API refuses. */
  async ask<Data, Variables>(
    operation: Operation<Data, Variables>,
    ...[variables]: Variables extends Record<string, never> ? [] : [variables: Variables]
  ): Promise<Data> {
    const body = JSON.stringify({ query: operation.toString(), variables: variables ?? {} });
    let response = await this.#send(body, false);
    if (response.status === 401 && typeof this.#signIn !== 'string') response = await this.#send(body, true);
    const { data, errors } = await this.#read(response);
    if (errors !== undefined && errors.length > 0) throw new AnswerError(errors, data);
    return data as Data;
  }

  async #send(body: string, refused: boolean): Promise<Response> {
    const token = typeof this.#signIn === 'string' ? this.#signIn : await this.#signIn(refused);
    const headers = {
      Accept: 'application/graphql-response+json, application/json;q=0.9',
      'Accept-Language': this.#language,
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
    };
    return this.#fetch(this.#address, { method: 'POST', headers, body });
  }

  async #read(response: Response): Promise<Answer> {
    try {
      const answer: unknown = await response.json();
      if (isAnswer(answer)) return answer;
    } catch {
      // No JSON is no answer of the API's.
    }
    throw new StatusError(response.status);
  }
}

type Answer = { data?: unknown; errors?: ApiError[] };

function isAnswer(read: unknown): read is Answer {
  if (typeof read !== 'object' || read === null) return false;
  return 'errors' in read ? Array.isArray(read.errors) : 'data' in read;
}
