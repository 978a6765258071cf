import type { SessionKey } from '../../InitialDecisions';
import type { Cell } from './Cell';
import type { ClerkPageAuth } from './ClerkUseAuth';
import { ownMember } from './ownMember';
import type { AnyResource } from './Question';
import { RequestError } from './RequestError';
import { readJson } from './readJson';
import type { Check } from './toBatches';

/** Whom the page believes to serve, and where it asks. */
export interface Page extends ClerkPageAuth {
  /** Made by `encodeSession`. */
  readonly session: string;
  readonly endpoint: string;
}

/**
 * Asks the app's `checkEndpoint`, and believes only an answer that fits the questions.
 *
 * @returns the cells that the server answered with an explicit yes.
 * @throws RequestError for every other answer; what `fetch` or `getToken` throws for none.
 */
export async function askEndpoint(
  { endpoint, getToken, session }: Page,
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<ReadonlySet<Cell>> {
  const body = JSON.stringify({
    // `encodeSession` wrote it.
    session: JSON.parse(session) as SessionKey,
    checks: checks.map(toWire),
  });

  const post = async (byToken: boolean): Promise<ReadonlySet<Cell>> => {
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
    if (response.status === 409 && !byToken) return post(true);
    return readDecisions(await readJson(response), checks);
  };

  return post(new URL(endpoint, document.baseURI).origin !== location.origin);
}

function toWire(check: Check): object {
  const actions = check.map(({ question }) => question.action);
  // `decodeQuestions` wrote it; a check has a cell.
  return { ...(JSON.parse(check[0]?.question.resource ?? '') as AnyResource), actions };
}

function readDecisions(body: unknown, checks: readonly Check[]): Set<Cell> {
  const decisions = ownMember(body, 'decisions');
  const fitting: unknown[] =
    Array.isArray(decisions) && decisions.length === checks.length ? decisions : [];
  const allowed = new Set<Cell>();
  checks.forEach((check, index) => {
    for (const cell of check) {
      const isAllowed = ownMember(fitting[index], cell.question.action);
      if (typeof isAllowed !== 'boolean') throw new RequestError(200, 'invalid_answer');
      if (isAllowed) allowed.add(cell);
    }
  });
  return allowed;
}
