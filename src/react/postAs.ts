import type { SessionKey } from '../base/wire';
import type { ClerkPageAuth } from './ClerkUseAuth';
import { readJson } from './requestJson';

/** The session of the page, and the endpoint. */
export interface Page extends ClerkPageAuth {
  /** Made by `encodeSession`. */
  readonly session: string;
  readonly endpoint: string;
}

/**
 * Asks the app's `checkEndpoint` for the session of the page, and for no other one.
 *
 * @returns the body of its answer.
 * @throws RequestError if it refuses; the error of `fetch` or `getToken` if there is no answer.
 */
export async function postAs(
  { endpoint, getToken, session }: Page,
  question: object,
  signal: AbortSignal,
): Promise<unknown> {
  // It was made by `encodeSession`.
  const body = JSON.stringify({ session: JSON.parse(session) as SessionKey, ...question });

  const post = async (byToken: boolean): Promise<unknown> => {
    const token = byToken && (await getToken());
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body,
      credentials: byToken ? 'omit' : 'same-origin',
      signal,
    });
    // The cookie belongs to the tab that was last in focus, maybe with another organization.
    return response.status === 409 && !byToken
      ? post(true)
      : readJson(response, undefined, endpoint);
  };

  // Without a document, as in React Native, there is no origin whose cookies could be sent.
  return post(
    typeof document === 'undefined' ||
      new URL(endpoint, document.baseURI).origin !== location.origin,
  );
}

/**
 * A session as JSON, so that answers of one session can't be found under another one. Missing parts
 * are `""`, as in `SessionKey`.
 */
export function encodeSession({
  userId,
  sessionId,
  orgId,
}: Pick<ClerkPageAuth, 'userId' | 'sessionId' | 'orgId'>): string {
  return JSON.stringify({ userId: userId ?? '', sessionId: sessionId ?? '', orgId: orgId ?? '' });
}
