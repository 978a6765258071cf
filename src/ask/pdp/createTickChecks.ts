import { afterTick } from '../../base/timers';
import { isSameValue } from '../../base/isSameValue';
import { isObject } from '../../base/value';
import { isAnonymous } from '../../identify/Principal';
import type { BatchLimits } from './checkBatch';
import { type AskedCheck, type Checks, type ChecksCall, createChecks } from './createChecks';

/** Makes the checks of one question, from the auth object that the app passed. */
export type TickChecks = (auth: unknown, call: ChecksCall) => Checks;

/** What is asked for one principal in the current tick. */
interface OpenTick {
  readonly call: ChecksCall;
  readonly checks: Checks;
}

/**
 * Puts the questions that pass the same auth object in the same tick into one call to the PDP.
 *
 * Only the call is shared. Each question has read the auth object itself, and has loaded its own
 * attributes and resources, because these may depend on the request that asks, and an app may pass
 * one object in several requests. A call depends on nothing except what is sent, and questions that
 * would send another principal or another token are sent apart. When the call starts, no other
 * question can find it any more, so no answer is used in a later tick.
 *
 * Signed-out callers share nothing: an app may have one constant for all of them, and a question
 * that makes the call fail must not hurt other visitors.
 */
export function createTickChecks(limits: BatchLimits): TickChecks {
  const ticks = new WeakMap<object, OpenTick[]>();

  const checksOf = (auth: object, call: ChecksCall): Checks => {
    const known = ticks.get(auth);
    const same = known?.find((other) => isSameCaller(other.call, call));
    if (same !== undefined) return same.checks;
    const tick = { call, checks: createChecks(call, limits) };
    if (known !== undefined) {
      known.push(tick);
      return tick.checks;
    }
    ticks.set(auth, [tick]);
    // This starts before the batch starts to wait, so it ends before the batch is sent.
    void afterTick().then(() => ticks.delete(auth));
    return tick.checks;
  };

  return (auth, call) => {
    if (!isObject(auth) || isAnonymous(call.principal)) return createChecks(call, limits);
    const askers = new WeakMap<AskedCheck, Checks>();
    return {
      // A loader may have taken several ticks. What counts is the tick in which the PDP is asked.
      ask(check, includeMetadata) {
        const checks = checksOf(auth, call);
        const asked = checks.ask(check, includeMetadata);
        askers.set(asked, checks);
        return asked;
      },
      settle(asked) {
        const asker = askers.get(asked);
        if (asker === undefined) throw new TypeError('A question is settled where it was asked.');
        return asker.settle(asked);
      },
      forget: () => undefined,
    };
  };
}

/** Would both calls ask the PDP for the same caller? */
function isSameCaller(a: ChecksCall, b: ChecksCall): boolean {
  return isSamePrincipal(a.principal, b.principal) && isSameToken(a.auxData, b.auxData);
}

function isSamePrincipal(a: ChecksCall['principal'], b: ChecksCall['principal']): boolean {
  if (a === b) return true;
  return a.id === b.id && isSameValue(a.roles, b.roles) && isSameValue(a.attr, b.attr);
}

function isSameToken(a: ChecksCall['auxData'], b: ChecksCall['auxData']): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.expiresAt === b.expiresAt && isSameValue({ ...a.jwt }, { ...b.jwt });
}
