import type { CheckRequest } from './answer/CheckRequest';
import { checkOrigin } from './answer/checkOrigin';
import { type HttpAnswer, NO_STORE } from './answer/problem';
import { type CheckBody, readCheckBody } from './answer/readCheckBody';
import { readInspectBody } from './answer/readInspectBody';
import { problemOf } from './answer/refuse';
import { RefusedRequest } from './answer/RefusedRequest';
import type { Inquiry } from './ask/Inquiry';
import { allowedByName } from './ask/toSnapshot';
import { isClerkCerbosError } from './errorGuards';
import type { Inspection } from './createInspection';
import { sessionKey } from './identify/sessionKey';
import type { SessionKey } from './InitialDecisions';
import { type ClientOptions, readClientOptions } from './readClientOptions';

/** Answers what the browser asks of whoever `open` identifies, and of nobody else. */
export type CheckEndpoint = (
  request: CheckRequest,
  open: () => Promise<Inquiry>,
) => Promise<HttpAnswer>;

const MAX_BYTES = 64 * 1024;

/**
 * Makes the endpoint that the browser asks. It says of each action whether it is allowed, and
 * nothing else: not why, nor whether there is such a resource. Why, it says only where the app is
 * inspected, of what was decided for the session that asks.
 *
 * @throws ConfigurationError for options that can't work.
 */
export function createCheckEndpoint(
  options: Parameters<typeof readClientOptions>[0],
  inspection?: Inspection,
): CheckEndpoint {
  const client = readClientOptions(options);
  return async (request, open) => {
    try {
      const body = await readRequest(request, client);
      const asked = inspection && readInspectBody(body);
      if (inspection && asked) {
        const actual = sessionKey((await open()).principal);
        compareSessions(asked.session, actual);
        return json({ inspected: inspection.since(actual, asked.inspect) });
      }
      const { session, questions } = readCheckBody(body, client);
      const inquiry = await open();
      compareSessions(session, sessionKey(inquiry.principal));
      return json({ decisions: await decide(inquiry, questions, request.signal) });
    } catch (error) {
      if (error instanceof RefusedRequest) return error.problem;
      if (isClerkCerbosError(error)) return problemOf(error);
      throw error;
    }
  };
}

async function decide(
  inquiry: Inquiry,
  questions: CheckBody['questions'],
  signal: AbortSignal | undefined,
): Promise<Record<string, boolean>[]> {
  const answers = await inquiry.check(questions, { asker: 'browser', ...(signal && { signal }) });
  return answers.map(({ decision }, index) =>
    allowedByName(decision, questions[index]?.actions ?? []),
  );
}

function json(body: object): HttpAnswer {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': NO_STORE };
  return { status: 200, headers, body };
}

async function readRequest(request: CheckRequest, client: ClientOptions): Promise<unknown> {
  if (request.method !== 'POST') {
    throw new RefusedRequest('method_not_allowed', 'Ask with POST.');
  }
  checkOrigin(request, client.clientOrigins);
  if (!/^application\/json\s*(?:;|$)/i.test(request.header('content-type') ?? '')) {
    throw new RefusedRequest('unsupported_media_type', 'Send the question as application/json.');
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

/** Cookies follow the tab in focus: what another session may do must not show in this page. */
function compareSessions(believed: SessionKey | undefined, actual: SessionKey): void {
  if (believed === undefined) return;
  const { userId, sessionId, orgId } = believed;
  const same = userId === actual.userId && sessionId === actual.sessionId && orgId === actual.orgId;
  if (same) return;
  throw new RefusedRequest(
    'session_changed',
    'The request carries another user, session or organization than the page believes in. Ask again with the token of the page.',
  );
}
