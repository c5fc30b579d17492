// Whether a webhook's request comes from Tadamun: Standard Webhooks, signatures of version `v1`.

const TOLERANCE_SECONDS = 300;

/** Somebody else may have sent it: answer 400 and do nothing. */
export class NotVerifiedError extends Error {
  override name = 'NotVerifiedError';
}

/** What was sent, read from JSON, if one of your secrets signed it within the last 300 seconds.
 *
 * Give the body as it came. While a secret is rotated give both. Remember the header `webhook-id`: it is the same
 * each time something is sent again. */
export async function verify(
  body: Uint8Array | string,
  headers: Headers | Record<string, string>,
  secrets: readonly string[],
  now: number = Date.now() / 1000,
): Promise<unknown> {
  const said = new Headers(headers);
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    said.get(name),
  );
  if (!id || !timestamp || !signatures || !/^\d+$/.test(timestamp)) {
    throw new NotVerifiedError('a header of Standard Webhooks is missing or malformed');
  }
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) {
    throw new NotVerifiedError('too old, or from the future');
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const before = new TextEncoder().encode(`${id}.${timestamp}.`);
  const content = new Uint8Array(before.length + bytes.length);
  content.set(before);
  content.set(bytes, before.length);
  const given = signatures.split(' ').flatMap((each) => (each.startsWith('v1,') ? decoded(each.slice(3)) : []));
  // `crypto.subtle.verify` compares in constant time. All are tried, so that nobody learns which was nearly right.
  const matches = await Promise.all(
    secrets.flatMap(async (secret) => {
      const raw = decoded(secret.replace(/^whsec_/, ''))[0];
      if (raw === undefined) throw new TypeError('a secret is base64 after whsec_');
      const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
      const found = await Promise.all(given.map((one) => crypto.subtle.verify('HMAC', key, one, content)));
      return found.includes(true);
    }),
  );
  if (!matches.includes(true)) throw new NotVerifiedError('none of its signatures is ours');
  return JSON.parse(new TextDecoder().decode(bytes));
}

function decoded(text: string): Uint8Array<ArrayBuffer>[] {
  try {
    return [Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))];
  } catch {
    return [];
  }
}
