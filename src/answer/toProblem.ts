import { type DeniedError, messageWithoutCode } from '../base/errors';
import {
  type AnyClerkCerbosError,
  isClerkCerbosError,
  isDenied,
  isUnavailable,
} from '../base/isClerkCerbosError';
import type { StepUp } from '../base/StepUp';
import { logProblem } from './logProblem';

/** An HTTP answer, whatever the framework. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** An HTTP answer that says what went wrong. The body is safe to show to the caller. */
export interface Problem extends HttpAnswer {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Makes the HTTP answer for an error, as the entries of the frameworks send it: problem details
 * (RFC 9457), or Clerk's reverification body if the policy demands a step-up. Use it where a
 * framework has its own form of answer, such as tRPC, GraphQL or NestJS.
 *
 * Any other error than those of this package is a 500 that says nothing about it. Problems with a
 * status of 500 or more are logged, since the caller does not see the reason.
 *
 * @param error - anything that was thrown.
 * @returns the status, the headers and the body. The body never contains attributes or the
 * principal, unless the policy quotes them in its reason.
 * @example
 * ```ts
 * import { toProblem } from 'clerk-cerbos';
 *
 * export function statusAndBody(error: unknown) {
 *   const { status, body } = toProblem(error);
 *   return { status, body };
 * }
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function toProblem(error: unknown): Problem {
  const made = isClerkCerbosError(error)
    ? problemOf(error)
    : problem(500, 'Internal Server Error', {});
  // Errors of the app or of the PDP are for the people who run the app.
  if (made.status >= 500) logProblem(error);
  return made;
}

/** For a hidden resource, the answer doesn't even say whether it exists. */
function problemOf(error: AnyClerkCerbosError): Problem {
  if (isDenied(error)) return denied(error);
  const { code } = error;
  if (code === 'other_origin') {
    return problem(403, 'Forbidden', { code, detail: messageWithoutCode(error) });
  }
  return isUnavailable(error)
    ? problem(503, 'Service Unavailable', { code }, { 'Retry-After': '1' })
    : problem(500, 'Internal Server Error', { code });
}

function denied(error: DeniedError): Problem {
  const { code, resource, actions, cerbosCallId, stepUp, reason, scopes } = error;
  const [action] = actions;
  const asked = actions.length === 1 ? { action } : { actions };
  // A signed-out caller, or one who gets a 404, must not learn whether the resource exists. The PDP
  // is only asked about resources that exist, so even its call id would tell.
  if (code === 'not_found') return problem(404, 'Not Found', { code });
  if (code === 'signed_out') {
    return problem(401, 'Unauthorized', { code, ...asked }, { 'WWW-Authenticate': 'Bearer' });
  }
  if (stepUp !== undefined) return reverification(stepUp);
  const said = reason === undefined ? {} : { detail: reason };
  // An app may have made the error from a resource with attributes.
  const named = resource && { kind: resource.kind, id: resource.id };
  const body = { code, ...said, ...asked, resource: named, cerbosCallId };
  if (scopes === undefined) return problem(403, 'Forbidden', body);
  return problem(403, 'Forbidden', { ...body, scopes }, { 'WWW-Authenticate': challenge(scopes) });
}

/**
 * Tells an OAuth client which scopes it must ask its user for.
 *
 * @param parameters - more parameters of the challenge, each with its value in quotes.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function challenge(scopes: readonly string[], ...parameters: readonly string[]): string {
  const said = ['error="insufficient_scope"', `scope="${scopes.join(' ')}"`, ...parameters];
  return `Bearer ${said.join(', ')}`;
}

/**
 * The body that `useReverification()` looks for.
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

/** Makes a problem with these members, and these headers beside the ones that every problem has. */
export function problem(
  status: Problem['status'],
  title: string,
  members: Readonly<Record<string, unknown>>,
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

/** Shared caches must not store a response that was made for one caller. */
export const NO_STORE = 'private, no-store';
