import { DeniedError } from '../base/errors';
import { type AnyClerkCerbosError, isClerkCerbosError, isDenied } from '../base/isClerkCerbosError';
import { type Problem, toProblem } from './toProblem';

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
  { onDenied, args, isGone }: Pick<GuardedCall, 'onDenied' | 'args' | 'isGone'>,
  error: unknown,
  isAnswer: (value: unknown) => value is Answer,
): Promise<Refusal<Answer>> {
  if (isGone) return { type: 'gone' };
  if (!isClerkCerbosError(error)) throw error;
  if (!isDenied(error)) return { type: 'problem', problem: toProblem(error), error };
  const choice = await choose(onDenied, [error, ...args]);
  if (isClerkCerbosError(choice)) {
    return { type: 'problem', problem: toProblem(choice), error: choice };
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

/**
 * Turns a thrown value into something that every framework treats as an error: Express and Fastify
 * run the handler when they are passed `undefined`, and Express when it is passed `'route'`.
 */
export function toError(error: unknown): Error {
  // Frameworks pass on other objects, too, and read their own members of them.
  if (typeof error === 'object' && error !== null) return error as Error;
  return new Error(`A value that is not an error was thrown: ${String(error)}`, { cause: error });
}

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
