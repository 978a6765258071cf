import type { SessionKey } from '../base/wire';
import type { ClerkPageAuth } from './ClerkUseAuth';
import { readJson } from './requestJson';

/** Whom the page believes to serve, and where it asks. */
export interface Page extends ClerkPageAuth {
  /** Made by `encodeSession`. */
  readonly session: string;
  readonly endpoint: string;
}

/**
 * Asks the app's `checkEndpoint` for whom the page believes to serve, and for nobody else.
 *
 * @returns the body of its answer.
 * @throws RequestError where it refuses; what `fetch` or `getToken` throws where nobody answers.
 */
export async function postAs(
  { endpoint, getToken, session }: Page,
  question: object,
  signal: AbortSignal,
): Promise<unknown> {
  // `encodeSession` wrote it.
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
    // The cookie follows the tab in focus, so it may be of another organization than this page.
    return response.status === 409 && !byToken ? post(true) : readJson(response);
  };

  // Without a document, as in React Native, there is no origin whose cookies could be sent.
  return post(
    typeof document === 'undefined' ||
      new URL(endpoint, document.baseURI).origin !== location.origin,
  );
}

/**
 * A session in JSON, so that nothing which is known of one can be found under another. What is
 * absent is `""`, as in `SessionKey`.
 */
export function encodeSession({
  userId,
  sessionId,
  orgId,
}: Pick<ClerkPageAuth, 'userId' | 'sessionId' | 'orgId'>): string {
  return JSON.stringify({ userId: userId ?? '', sessionId: sessionId ?? '', orgId: orgId ?? '' });
}
