import { DeniedError } from '../../base/errors';
import { isAnonymous, type Principal } from '../../identify/Principal';
import type { Decision } from '../types/Decision';

/** The refusal that a decision amounts to, for this principal. */
export function denial(
  principal: Principal,
  asked: readonly string[],
  decision: Decision,
): DeniedError {
  const { resource, found, stepUp, cerbosCallId } = decision;
  if (!found || isAnonymous(principal)) return missing(principal, asked);
  const about = {
    resource: { kind: resource.kind, id: resource.id },
    actions: asked.filter((action) => !decision.isAllowed(action)),
    cerbosCallId,
  };
  return new DeniedError(
    stepUp === undefined
      ? { code: 'denied', ...about }
      : { code: 'step_up_required', ...about, stepUp },
  );
}

/**
 * The refusal for a resource that is not there. Whoever is not signed in gets the same one whether
 * or not it is, and so learns nothing of what could be found.
 */
export function missing(principal: Principal, asked: readonly string[]): DeniedError {
  const code = isAnonymous(principal) ? 'signed_out' : 'not_found';
  return new DeniedError({ code, actions: asked, cerbosCallId: '' });
}
