// Access tokens for an integration: OAuth 2.0, client credentials (RFC 6749 section 4.4).
import { retrying } from './retry.ts';

/** Gives a token; another one if the last `refused`. */
export type TokenSource = (refused: boolean) => Promise<string>;

/** How long before its end a token is not used any more. */
const EARLY = 60_000;

/** No token was given; the reason is in the words of RFC 6749 section 5.2. */
export class SignInError extends Error {
  override name = 'SignInError';
}

/** Gets a token when one is needed, and another when it is about to end or is refused; one serves several clients. */
export function clientCredentials(options: {
  /** `https://hq.example.ma` */
  headquarters: string;
  id: string;
  secret: string;
  scope?: string;
  fetch?: typeof fetch;
}): TokenSource {
  const { headquarters, id, secret, scope, fetch: send = retrying() } = options;
  let held: { token: Promise<string>; goodUntil: number } | null = null;

  const ask = async (): Promise<string> => {
    const response = await send(`${headquarters.replace(/\/+$/, '')}/oauth/token`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }).toString(),
    });
    const text = await response.text();
    try {
      const { access_token: token, expires_in: seconds } = JSON.parse(text);
      if (typeof token === 'string' && typeof seconds === 'number') {
        if (held !== null) held.goodUntil = Date.now() + seconds * 1000 - EARLY;
        return token;
      }
    } catch {
      // Said below.
    }
    throw new SignInError(`${response.status}: ${text.slice(0, 200)}`);
  };

  return (refused) => {
    if (refused || held === null || Date.now() >= held.goodUntil) {
      // Whoever comes meanwhile waits for this one.
      const token = Promise.resolve().then(ask);
      held = { token, goodUntil: Infinity };
      token.catch(() => {
        if (held?.token === token) held = null;
      });
    }
    return held.token;
  };
}
