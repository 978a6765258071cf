import type { CheckRequest } from './answer/CheckRequest';
import { checkOrigin } from './answer/checkOrigin';
import { type HttpAnswer, NO_STORE } from './answer/problem';
import { type CheckBody, readCheckBody } from './answer/readCheckBody';
import { problemOf } from './answer/refuse';
import { RefusedRequest } from './answer/RefusedRequest';
import type { Inquiry } from './ask/Inquiry';
import { allowedByName } from './ask/takeSnapshot';
import { isClerkCerbosError } from './errorGuards';
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
 * nothing else: not why, nor whether there is such a resource.
 *
 * @throws ConfigurationError for options that can't work.
 */
export function createCheckEndpoint(
  options: Parameters<typeof readClientOptions>[0],
): CheckEndpoint {
  const client = readClientOptions(options);
  return async (request, open) => {
    try {
      const { session, questions } = await readRequest(request, client);
      const inquiry = await open();
      compareSessions(session, sessionKey(inquiry.principal));
      const { signal } = request;
      const answers = await inquiry.check(questions, signal === undefined ? {} : { signal });
      const decisions = answers.map(({ decision }, index) =>
        allowedByName(decision, questions[index]?.actions ?? []),
      );
      return {
        status: 200,
        headers: { 'Content-Type': 'application/json', 'Cache-Control': NO_STORE },
        body: { decisions },
      };
    } catch (error) {
      if (error instanceof RefusedRequest) return error.problem;
      if (isClerkCerbosError(error)) return problemOf(error);
      throw error;
    }
  };
}

async function readRequest(request: CheckRequest, client: ClientOptions): Promise<CheckBody> {
  if (request.method !== 'POST') {
    throw new RefusedRequest('method_not_allowed', 'Ask with POST.');
  }
  checkOrigin(request, client.clientOrigins);
  if (!/^application\/json\s*(?:;|$)/i.test(request.header('content-type') ?? '')) {
    throw new RefusedRequest('unsupported_media_type', 'Send the question as application/json.');
  }
  const body = await request.read(MAX_BYTES);
  return readCheckBody(typeof body === 'string' ? parse(body) : body, client);
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
