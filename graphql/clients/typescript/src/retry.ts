// Asks again where that is safe, and only there.
import { Kind, type OperationDefinitionNode, parse } from 'graphql';

export type RetryOptions = {
  attempts?: number;
  /** Milliseconds. */
  firstWait?: number;
  /** Milliseconds; who asks for a longer wait than this is taken at his word, and his answer returned. */
  longestWait?: number;
  /** Milliseconds after which an attempt counts as lost. */
  timeout?: number;
  fetch?: typeof fetch;
  sleep?: (milliseconds: number) => Promise<void>;
  /** Between 0 and 1. */
  chance?: () => number;
};

/** Statuses of a server, or of a proxy before it, that will answer otherwise in a while. */
const PASSING = new Set([429, 502, 503, 504]);

/** A `fetch` that sends a request again that got lost, or was told to wait, if doing it twice is doing it once.
 *
 * That is so for queries, and for mutations whose inputs all carry an id that you made or an `idempotencyKey`: what
 * is sent again is the same body, hence the same ids. It waits a random time whose bound doubles from one attempt to
 * the next, or what `Retry-After` says if that is longer. */
export function retrying({
  attempts = 5,
  firstWait = 500,
  longestWait = 60_000,
  timeout = 30_000,
  fetch: send = (...asked) => fetch(...asked),
  sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  chance = Math.random,
}: RetryOptions = {}): typeof fetch {
  const once = (input: Parameters<typeof fetch>[0], init: RequestInit = {}) =>
    send(input, { signal: AbortSignal.timeout(timeout), ...init });
  return async (input, init) => {
    const body = init?.body;
    const tries = typeof body === 'string' && repeatable(body) ? attempts : 1;
    for (let attempt = 1; attempt < tries; attempt += 1) {
      let told = 0;
      try {
        const response = await once(input, init);
        if (!PASSING.has(response.status)) return response;
        told = retryAfter(response.headers.get('Retry-After'));
        if (told > longestWait) return response;
        await response.body?.cancel();
      } catch (error) {
        if (init?.signal?.aborted) throw error;
      }
      await sleep(Math.max(told, chance() * Math.min(longestWait, firstWait * 2 ** attempt)));
    }
    return once(input, init);
  };
}

/** Whether the request of this body, for data or for a token, is done once however often it is sent. */
export function repeatable(body: string): boolean {
  if (body.startsWith('grant_type=client_credentials')) return true;
  let asked: unknown;
  let operations: OperationDefinitionNode[];
  try {
    asked = JSON.parse(body);
    if (!isRecord(asked) || typeof asked.query !== 'string') return false;
    operations = parse(asked.query).definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return false;
  }
  if (operations.every(({ operation }) => operation === 'query')) return true;
  const fields = operations.reduce((sum, { selectionSet }) => sum + selectionSet.selections.length, 0);
  const inputs = Object.values(isRecord(asked.variables) ? asked.variables : {}).filter(isRecord);
  return inputs.length === fields && inputs.every(madeByCaller);
}

function madeByCaller(given: Record<string, unknown>): boolean {
  const { rows, idempotencyKey } = given;
  if (Array.isArray(rows)) return rows.length > 0 && rows.every((row) => isRecord(row) && madeByCaller(row));
  return (typeof idempotencyKey === 'string' && idempotencyKey !== '') || Object.values(given).some(isUuid);
}

/** Ids of the API's own objects are opaque, and no UUIDs. */
function isUuid(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** RFC 9110 section 10.2.3: seconds, or a day and time; in milliseconds. */
function retryAfter(said: string | null): number {
  if (said === null) return 0;
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const day = Date.parse(said);
  return Number.isNaN(day) ? 0 : Math.max(0, day - Date.now());
}
