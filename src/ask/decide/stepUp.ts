import { isObject, member } from '../../base/getProperty';
import type { StepUp } from '../../base/StepUp';
import { SESSION_TOKEN } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import {
  isFreshEnough,
  isInVain,
  readStepUp,
  strictestStepUp,
} from '../../identify/reverification';
import type { Output } from '../types/Decision';

/**
 * What would the policy want before it said yes? Only a person in a session of their own can be
 * asked to verify it again, only if that would allow everything that was denied, and only if it
 * was not done already.
 *
 * A policy demands it with an output: `{"clerk": {"reverification": "strict"}}`, or with
 * `{"level": "first_factor", "afterMinutes": 10}` in place of the name. Clerk lets those who never
 * verified a second factor do with the first; where the policy's condition does not, `"strict":
 * true` beside the level says so, and they are refused for good instead of asked in vain.
 *
 * @see https://docs.cerbos.dev/cerbos/latest/policies/outputs
 */
export function findStepUp(
  principal: Principal,
  denied: readonly string[],
  outputs: readonly Output[],
): StepUp | undefined {
  if (denied.length === 0) return undefined;
  const { tokenType, actorId } = principal.attr;
  if (tokenType !== SESSION_TOKEN || actorId !== '' || !principal.roles.includes('user')) {
    return undefined;
  }
  const open: StepUp[] = [];
  for (const action of denied) {
    const unmet = outputs
      .filter((output) => output.action === action)
      .flatMap((output) => readDemand(principal, output))
      .filter((demand) => !isFreshEnough(principal.attr, demand));
    // It asks for nothing, or for what is done already: verifying again would not change its mind.
    if (unmet.length === 0) return undefined;
    open.push(...unmet);
  }
  return strictestStepUp(open);
}

function readDemand({ attr }: Principal, { value }: Output): StepUp[] {
  const said = ownMember(ownMember(value, 'clerk'), 'reverification');
  const demand = readStepUp(said);
  return demand === undefined || isInVain(attr, said) ? [] : [demand];
}

function ownMember(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? member(value, name) : undefined;
}
