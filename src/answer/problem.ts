import { isDenied, isUnavailable } from '../base/errorGuards';
import type { AnyClerkCerbosError, DeniedError } from '../base/errors';
import type { StepUp } from '../base/StepUp';

/** An HTTP answer, whatever the framework. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** An HTTP answer that says what is wrong. */
export interface Problem extends HttpAnswer {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503;
}

/** No shared cache may keep what was made for one caller. */
export const NO_STORE = 'private, no-store';

/**
 * Says over HTTP what an error says in code, with RFC 9457 problem details: never attributes,
 * never the principal, and of a hidden resource not even whether it exists.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function toProblem(error: AnyClerkCerbosError): Problem {
  if (isDenied(error)) return denied(error);
  const { code } = error;
  return isUnavailable(error)
    ? problem(503, 'Service Unavailable', { code }, { 'Retry-After': '1' })
    : problem(500, 'Internal Server Error', { code });
}

function denied({ code, resource, actions, cerbosCallId, stepUp }: DeniedError): Problem {
  const [action] = actions;
  const asked = actions.length === 1 ? { action } : { actions };
  // Nobody who is signed out, and nobody who gets a 404, can tell what is hidden from what is not
  // there: the PDP is only asked about what is, so even its call id would give that away.
  if (code === 'not_found') return problem(404, 'Not Found', { code });
  if (code === 'signed_out') {
    return problem(401, 'Unauthorized', { code, ...asked }, { 'WWW-Authenticate': 'Bearer' });
  }
  if (stepUp !== undefined) return reverification(stepUp);
  return problem(403, 'Forbidden', { code, ...asked, resource, cerbosCallId });
}

/**
 * What `useReverification()` looks for in a body.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
function reverification(stepUp: StepUp): Problem {
  return {
    status: 403,
    headers: { 'Content-Type': 'application/json', 'Cache-Control': NO_STORE },
    body: {
      clerk_error: {
        type: 'forbidden',
        reason: 'reverification-error',
        metadata: { reverification: stepUp },
      },
    },
  };
}

/** A problem, with its members, and headers beside those that every problem has. */
export function problem(
  status: Problem['status'],
  title: string,
  members: object,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': NO_STORE,
      ...headers,
    },
    body: { title, status, ...members },
  };
}

/** What a handler may have said of a response that is not sent after all. */
export const staleHeaders = [
  'Cache-Control',
  'Content-Encoding',
  'Content-Length',
  'ETag',
  'Last-Modified',
] as const;
