import { DeniedError } from '../errors';
import { isAnonymous, type Principal } from '../identify/Principal';
import type { Decision } from './Decision';

/** The refusal that a decision amounts to, for this principal. */
export function denial(principal: Principal, decision: Decision): DeniedError {
  const { resource, actions, found, stepUp, cerbosCallId } = decision;
  const denied = Object.keys(actions).filter((action) => actions[action] !== 'EFFECT_ALLOW');
  // Whoever is not signed in learns nothing else, not even whether the thing exists.
  if (isAnonymous(principal))
    return new DeniedError({ code: 'signed_out', actions: denied, cerbosCallId });
  if (!found) return missing(denied);
  const about = {
    resource: { kind: resource.kind, id: resource.id },
    actions: denied,
    cerbosCallId,
  };
  return new DeniedError(
    stepUp === undefined
      ? { code: 'denied', ...about }
      : { code: 'step_up_required', ...about, stepUp },
  );
}

/** The refusal for a resource that is not there. */
export function missing(actions: readonly string[]): DeniedError {
  return new DeniedError({ code: 'not_found', actions, cerbosCallId: '' });
}
