import {
  type AnyClerkCerbosError,
  DeniedError,
  isClerkCerbosError,
  isDenied,
  isUnavailable,
  messageWithoutCode,
} from '../base/errors';
import type { StepUp } from '../base/wire';
import { logProblem } from './logProblem';

/** One call of a guarded handler, with what a refusal needs to know about it. */
export interface GuardedCall {
  /** The rule's `onDenied`. */
  readonly onDenied: unknown;
  /** The arguments that the framework passed to the handler. */
  readonly args: readonly unknown[];
  /** True when there is no grant only because the client has disconnected. */
  readonly isGone: boolean;
  /** Runs the handler. Throws when the handler called `authorize` without waiting for it. */
  readonly run: <T>(handle: () => T | Promise<T>) => Promise<T>;
  /**
   * The same for a handler that sends the response itself: `dropped` returns the error, if there is
   * one.
   */
  readonly watch: () => {
    readonly dropped: () => AnyClerkCerbosError | undefined;
    readonly end: () => void;
  };
}

/**
 * The outcome of a refusal: the app's own answer, the problem to send, or nothing because the
 * client has disconnected.
 */
export type Refusal<Answer> =
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'problem'; readonly problem: Problem; readonly error: AnyClerkCerbosError }
  | { readonly type: 'gone' };

/**
 * Turns what a guarded handler threw into an answer for the client.
 *
 * @param isAnswer - tells whether `onDenied` may return this value as an answer in this framework.
 * @throws anything that is not an error of this package: the framework's control flow, the app's
 * errors.
 */
export async function refuse<Answer>(
  { onDenied, args, isGone }: GuardedCall,
  error: unknown,
  isAnswer: (value: unknown) => value is Answer,
): Promise<Refusal<Answer>> {
  if (isGone) return { type: 'gone' };
  if (!isClerkCerbosError(error)) throw error;
  if (!isDenied(error)) return { type: 'problem', problem: reportProblem(error), error };
  const choice = await choose(onDenied, [error, ...args]);
  if (isClerkCerbosError(choice)) {
    return { type: 'problem', problem: reportProblem(choice), error: choice };
  }
  if (isAnswer(choice)) return { type: 'answer', answer: choice };
  // A user who can pass after verifying the session again must see that. A signed-out caller gets
  // the same answer whether the resource exists or not.
  const hidden = choice === 'not-found' && error.code === 'denied';
  const { actions } = error;
  const shown = hidden ? new DeniedError({ code: 'not_found', actions, cerbosCallId: '' }) : error;
  return { type: 'problem', problem: toProblem(shown), error: shown };
}

/**
 * Calls the rule's `onDenied`. It may ask further questions; if one of them fails, that error
 * counts.
 */
async function choose(onDenied: unknown, args: readonly unknown[]): Promise<unknown> {
  // The denial of the rule has already used `notFoundUnless`. It changes no other denial.
  if (typeof onDenied !== 'function') return onDenied === 'not-found' ? onDenied : undefined;
  try {
    const choice: unknown = await Reflect.apply(onDenied, undefined, args);
    return choice;
  } catch (thrown) {
    if (isClerkCerbosError(thrown)) return thrown;
    throw thrown;
  }
}

/** The problem for one of our errors, where no rule changes it. Server errors are logged. */
export function reportProblem(error: AnyClerkCerbosError): Problem {
  const problem = toProblem(error);
  // Errors of the app or of the PDP are for the people who run the app.
  if (problem.status >= 500) logProblem(error);
  return problem;
}

/**
 * Turns a thrown value into something that every framework treats as an error: Express and Fastify
 * run the handler when they are passed `undefined`, and Express when it is passed `'route'`.
 */
export function toError(error: unknown): Error {
  // Frameworks pass on other objects, too, and read their own members of them.
  if (typeof error === 'object' && error !== null) return error as Error;
  return new Error(`A value that is not an error was thrown: ${String(error)}`, { cause: error });
}

/** An HTTP answer, whatever the framework. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** An HTTP answer that says what went wrong. */
export interface Problem extends HttpAnswer {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 503;
}

/**
 * Makes RFC 9457 problem details for an error. They never contain attributes or the principal,
 * unless the policy quotes them in its reason. For a hidden resource they don't even say whether it
 * exists.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
function toProblem(error: AnyClerkCerbosError): Problem {
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
  const { code, resource, actions, cerbosCallId, stepUp, reason } = error;
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
  return problem(403, 'Forbidden', { code, ...said, ...asked, resource, cerbosCallId });
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

/** Shared caches must not store a response that was made for one caller. */
export const NO_STORE = 'private, no-store';

/** Headers that the handler may have set for a response that is now not sent. */
export const staleHeaders = [
  'Cache-Control',
  'Content-Encoding',
  'Content-Length',
  'ETag',
  'Last-Modified',
] as const;

/** Nginx' status for a request whose client has disconnected. Only access logs show it. */
export const CLIENT_CLOSED_REQUEST = 499;
