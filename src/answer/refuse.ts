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

/** A call of a guarded handler, as far as refusals go. */
export interface GuardedCall {
  /** How the rule shapes a denial. */
  readonly onDenied: unknown;
  /** What the framework gave to the handler. */
  readonly args: readonly unknown[];
  /** Was there no grant, only because the client has hung up? */
  readonly isGone: boolean;
  /** Runs the handler, and throws where it has dropped an `authorize`. */
  readonly run: <T>(handle: () => T | Promise<T>) => Promise<T>;
  /** The same, where a handler answers by itself: it says what is wrong, if anything is. */
  readonly watch: () => {
    readonly dropped: () => AnyClerkCerbosError | undefined;
    readonly end: () => void;
  };
}

/**
 * What a refusal comes to: the app's own answer, the problem that is sent for it, or nothing, since
 * the client has gone.
 */
export type Refusal<Answer> =
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'problem'; readonly problem: Problem; readonly error: AnyClerkCerbosError }
  | { readonly type: 'gone' };

/**
 * Turns what a guarded handler threw into what its caller gets.
 *
 * @param isAnswer - is this what the rule's `onDenied` may answer with in this framework?
 * @throws whatever is not ours: a framework's own control flow, and an app's own errors.
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
  // A caller who could get there by verifying the session again must learn so; and a signed-out
  // caller gets the same answer whether or not there is such a thing.
  const hidden = choice === 'not-found' && error.code === 'denied';
  const { actions } = error;
  const shown = hidden ? new DeniedError({ code: 'not_found', actions, cerbosCallId: '' }) : error;
  return { type: 'problem', problem: toProblem(shown), error: shown };
}

/** What the rule chooses. It may ask further questions to do so; where one fails, that is it. */
async function choose(onDenied: unknown, args: readonly unknown[]): Promise<unknown> {
  // Of `notFoundUnless` the denial of the rule knows already; it shapes no other.
  if (typeof onDenied !== 'function') return onDenied === 'not-found' ? onDenied : undefined;
  try {
    const choice: unknown = await Reflect.apply(onDenied, undefined, args);
    return choice;
  } catch (thrown) {
    if (isClerkCerbosError(thrown)) return thrown;
    throw thrown;
  }
}

/** What one of our errors comes to where no rule shapes it. */
export function reportProblem(error: AnyClerkCerbosError): Problem {
  const problem = toProblem(error);
  // What is wrong with the app, or with its PDP, is for those who run it.
  if (problem.status >= 500) logProblem(error);
  return problem;
}

/**
 * What was thrown, as something that a framework can only take for an error: Express and Fastify
 * go on to the handler if they are passed `undefined`, and Express if it is passed `'route'`.
 */
export function toError(error: unknown): Error {
  // Frameworks hand on other objects, too, and look for what they know of an error.
  if (typeof error === 'object' && error !== null) return error as Error;
  return new Error(`Something that is no error was thrown: ${String(error)}`, { cause: error });
}

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

/**
 * Says over HTTP what an error says in code, with RFC 9457 problem details: never attributes,
 * never the principal, and of a hidden resource not even whether it exists.
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

/** No shared cache may keep what was made for one caller. */
export const NO_STORE = 'private, no-store';

/** What a handler may have said of a response that is not sent after all. */
export const staleHeaders = [
  'Cache-Control',
  'Content-Encoding',
  'Content-Length',
  'ETag',
  'Last-Modified',
] as const;

/** Nginx' code for a request whose client has gone. No client ever sees it; an access log does. */
export const CLIENT_CLOSED_REQUEST = 499;
