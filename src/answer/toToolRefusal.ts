import { type DeniedError, type ErrorCode } from '../base/errors';
import {
  type AnyClerkCerbosError,
  isClerkCerbosError,
  isDenied,
  isUnavailable,
} from '../base/isClerkCerbosError';
import { logProblem } from './logProblem';

/** Why a tool did not run, in a form that a language model can act on. */
export interface ToolRefusal {
  readonly code: ErrorCode;
  /** Says what happened and what to do next, with the policy's own words if it has any. */
  readonly message: string;
  /**
   * True if nothing was done and the same call may succeed later, because there was no answer. A
   * denial is an answer.
   */
  readonly retryable: boolean;
  readonly action?: string;
  readonly actions?: readonly string[];
  readonly resource?: { readonly kind: string; readonly id: string };
  /** The PDP's id of the call, as in its decision log. */
  readonly cerbosCallId?: string;
  /** The scopes that the policy demands, if the caller's token lacks one of them. */
  readonly scopes?: readonly string[];
}

/**
 * Makes the refusal for an error of this package; `undefined` for all other errors. It holds no
 * attributes. What is not a denial is logged, because the model does not see the reason.
 *
 * @param hasStarted - true if the tool ran, and stopped with this error. It may have done something.
 */
export function toToolRefusal(error: unknown, hasStarted = false): ToolRefusal | undefined {
  if (!isClerkCerbosError(error)) return undefined;
  if (isDenied(error)) return denied(error);
  const { code } = error;
  if (code === 'other_origin') {
    const message = `A page of another origin sent this call, so nothing was done. ${GIVE_UP}`;
    return { code, message, retryable: false };
  }
  logProblem(error);
  return withoutAnswer(error, hasStarted);
}

function denied(error: DeniedError): ToolRefusal {
  const { code, actions, resource, cerbosCallId, reason, scopes } = error;
  const [action = ''] = actions;
  const asked = actions.length === 1 ? { action } : { actions };
  // As over HTTP: the PDP is only asked about what exists, so even its call id would tell.
  if (code === 'not_found') {
    return { code, message: `There is no such resource. ${GIVE_UP}`, retryable: false };
  }
  if (code === 'signed_out') {
    const message =
      'The caller is not signed in, so this is not allowed. Tell the user to sign in.';
    return { code, message, retryable: false, ...asked };
  }
  const about = {
    ...asked,
    ...(resource !== undefined && { resource: { kind: resource.kind, id: resource.id } }),
    cerbosCallId,
  };
  if (code === 'step_up_required') {
    const message =
      'This is not allowed until the user verifies the session again, in the app. Tell the user.';
    return { code, message, retryable: false, ...about };
  }
  const names = actions.map((name) => JSON.stringify(name)).join(', ');
  const why = reason ?? `The policy denies ${names}.`;
  const next =
    scopes === undefined
      ? GIVE_UP
      : `The access token needs these scopes: ${scopes.join(', ')}. Ask the user to grant them.`;
  const message = `Not allowed. ${why} ${next}`;
  return { code, message, retryable: false, ...about, ...(scopes !== undefined && { scopes }) };
}

const GIVE_UP = 'Do not try the same again. Tell the user.';

function withoutAnswer(
  error: Exclude<AnyClerkCerbosError, DeniedError>,
  hasStarted: boolean,
): ToolRefusal {
  const { code } = error;
  const effect = hasStarted ? 'so the tool stopped before its end' : 'so nothing was done';
  if (code === 'token_expired') {
    const message = `The session of the caller has expired, ${effect}. ${GIVE_UP}`;
    return { code, message, retryable: false };
  }
  if (isUnavailable(error)) {
    // What a tool has already done, it would do twice.
    const next = hasStarted ? GIVE_UP : 'Try again later.';
    const message = `Whether this is allowed could not be checked, ${effect}. ${next}`;
    return { code, message, retryable: !hasStarted };
  }
  const message =
    code === 'invalid_value'
      ? `The arguments could not be checked, ${effect}. ${GIVE_UP}`
      : `A mistake in the server prevents the check, ${effect}. ${GIVE_UP}`;
  return { code, message, retryable: false };
}
