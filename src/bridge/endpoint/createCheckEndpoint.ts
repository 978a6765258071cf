import { CLIENT_CLOSED_REQUEST } from '../../answer/refuse';
import { type HttpAnswer, NO_STORE, toProblem } from '../../answer/toProblem';
import type { PrincipalClient } from '../../ask/PrincipalClient';
import { allowedByName } from '../../ask/decide';
import { reasonsOf } from '../../ask/reasonsOf';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import type { SessionKey } from '../../base/wire';
import type { Stopper, StopSignal } from '../../base/withDeadline';
import { getProperty } from '../../base/value';
import { sessionKey } from '../../identify/Principal';
import { isOfOtherOrigin } from '../isOfOtherOrigin';
import { readBatchLimits } from '../readOptions';
import { type EndpointRequest, RefusedRequest } from './EndpointRequest';
import type { Inspection } from './createInspection';
import {
  type BrowserOptions,
  type CheckBody,
  readBrowserOptions,
  readCheckBody,
  readInspectBody,
} from './readCheckBody';
import { refuseCostly } from './refuseCostly';

/**
 * Answers a question of the browser.
 *
 * @param run - identifies the caller of the request and asks for that caller only. The body is read
 * before, without a deadline.
 * @param signal - aborted when the client disconnects.
 */
export type CheckEndpoint = (
  request: EndpointRequest,
  run: <T>(ask: (client: PrincipalClient, stopper: Stopper) => Promise<T>) => Promise<T>,
  signal: StopSignal | undefined,
) => Promise<HttpAnswer>;

const MAX_BYTES = 64 * 1024;

/**
 * Makes the endpoint for the browser's questions. It tells for each action whether it is allowed,
 * and what the policy itself says about a denial. A resource that does not exist looks like one
 * about which the policy says nothing. With `inspect`, it also tells how the decisions of the
 * session that asks were made.
 *
 * @throws ConfigurationError for options that can't work.
 */
export function createCheckEndpoint(
  options: Parameters<typeof readBrowserOptions>[0],
  inspection?: Inspection,
): CheckEndpoint {
  const browser = readBrowserOptions(options);
  const limits = readBatchLimits(getProperty(options, 'maxBatchSize'));
  return async (request, run, signal) => {
    let body: unknown;
    try {
      body = await readRequest(request, browser);
      const asked = inspection && readInspectBody(body);
      if (inspection && asked) {
        const actual = await run(sessionOf);
        compareSessions(asked.session, actual);
        return json({ inspected: await inspection.since(actual, asked.inspect) });
      }
      const checks = readCheckBody(body, browser);
      refuseCostly(checks.questions, limits);
      return json(await run((client, stopper) => decide(client, checks, stopper)));
    } catch (error) {
      // A body that ends early fails with its own error.
      const isCut = body === undefined || error === signal?.reason;
      if (signal?.aborted === true && isCut) {
        return { status: CLIENT_CLOSED_REQUEST, headers: {}, body: {} };
      }
      if (error instanceof RefusedRequest) return error.problem;
      if (isClerkCerbosError(error)) return toProblem(error);
      throw error;
    }
  };
}

async function sessionOf(client: PrincipalClient, stopper: Stopper): Promise<SessionKey> {
  return sessionKey((await client.ready(stopper)).principal);
}

async function decide(
  client: PrincipalClient,
  { session, questions }: CheckBody,
  stopper: Stopper,
): Promise<object> {
  compareSessions(session, await sessionOf(client, stopper));
  stopper.throwIfStopped();
  const options = {
    includeMetadata: undefined,
    asker: 'browser',
    pdpTimeoutMs: undefined,
  } as const;
  const answers = await client.check(questions, options, stopper);
  const actionsOf = (index: number) => questions[index]?.actions ?? [];
  const decisions = answers.map(({ decision }, index) => allowedByName(decision, actionsOf(index)));
  const reasons = answers.map(({ principal, decision }, index) =>
    Object.fromEntries(reasonsOf(principal, decision, actionsOf(index))),
  );
  const hasReasons = reasons.some((said) => Object.keys(said).length > 0);
  return {
    decisions,
    ...(hasReasons && { reasons }),
    // Only a page compares it, with the time of its snapshots.
    ...(session !== undefined && { decidedAt: Math.min(...answers.map(({ since }) => since)) }),
  };
}

function json(body: object): HttpAnswer {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': NO_STORE };
  return { status: 200, headers, body };
}

async function readRequest(request: EndpointRequest, browser: BrowserOptions): Promise<unknown> {
  if (request.method !== 'POST') {
    throw new RefusedRequest('method_not_allowed', 'Send the question with POST.');
  }
  if (isOfOtherOrigin(request, browser.clientOrigins)) {
    throw new RefusedRequest(
      'other_origin',
      'A page of another origin sent this. To allow its questions, add its origin to clientOrigins.',
    );
  }
  if (!/^application\/json\s*(?:;|$)/i.test(request.header('content-type') ?? '')) {
    throw new RefusedRequest(
      'unsupported_media_type',
      'Send the question with Content-Type: application/json.',
    );
  }
  const body = await request.read(MAX_BYTES);
  return typeof body === 'string' ? parse(body) : body;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RefusedRequest('invalid_request', 'The body must be JSON.');
  }
}

/**
 * A cookie belongs to the tab that was last in focus, so it may belong to another session than this
 * page.
 */
function compareSessions(believed: SessionKey | undefined, actual: SessionKey): void {
  if (believed === undefined) return;
  const { userId, sessionId, orgId } = believed;
  const same = userId === actual.userId && sessionId === actual.sessionId && orgId === actual.orgId;
  if (same) return;
  throw new RefusedRequest(
    'session_changed',
    'The request comes from another user, session or organization than the page. Ask again with the token of the page.',
  );
}
