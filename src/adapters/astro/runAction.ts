import { type GuardedCall, refuse } from '../../answer/refuse';
import type { Problem } from '../../answer/toProblem';
import { invalidConfiguration } from '../../base/errors';
import type { ActionErrorClass } from './AstroClerkCerbos';

/**
 * Runs a guarded action. A refusal is thrown as an `ActionError`, because Astro would send any other
 * error as a fault of the server, with its message. A step-up demand is returned.
 *
 * @param begin - starts the guard. It refuses input that reads otherwise the second time.
 * @throws ActionError; any error of the handler that is not of this package.
 * @see https://docs.astro.build/en/reference/modules/astro-actions/#actionerror
 */
export async function runAction<Call extends GuardedCall>(
  begin: () => Call,
  ActionError: ActionErrorClass,
  act: (call: Call) => Promise<unknown>,
): Promise<unknown> {
  let call: Call | undefined;
  try {
    const begun = begin();
    call = begun;
    return await begun.run(() => act(begun));
  } catch (error) {
    const refusal = await refuse(call ?? NOT_BEGUN, error, isNever);
    // A denial is an answer: the action must not run just because the client has gone.
    if (refusal.type !== 'problem') throw error;
    const { status, body } = refusal.problem;
    if (Object.hasOwn(body, 'clerk_error')) return body;
    const { title, detail = title } = body;
    // Older versions of Astro don't know each code, and then have no status for it.
    throw Object.assign(new ActionError({ code: codeOf(status), message: String(detail) }), {
      status,
      problem: body,
    });
  }
}

const NOT_BEGUN = { onDenied: undefined, args: [], isGone: false };

/** @throws ConfigurationError `invalid_configuration` for a value that is not a class. */
export function readActionError(given: unknown): ActionErrorClass {
  if (typeof given === 'function') return given as ActionErrorClass; // it is only called to refuse
  throw invalidConfiguration(
    "withCerbosAction needs the class ActionError of Astro. Write import { ActionError } from 'astro:actions', and createClerkCerbos({ …, ActionError }).",
  );
}

function codeOf(status: Problem['status']) {
  const codes = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' } as const;
  if (status === 401 || status === 403 || status === 404) return codes[status];
  return status === 503 ? 'SERVICE_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
}

/** Only `'not-found'` can be chosen: an action answers with its own data. */
function isNever(_: unknown): _ is never {
  return false;
}
