import { devAddress } from '../base/devAddress';
import { say } from '../base/development';
import type { DeniedError } from '../base/errors';
import type { Principal } from '../identify/Principal';
import type { Decision } from './types/Decision';

/**
 * Logs one line for a denial, for the people who develop the app: who, what, and which policy. It
 * has ids and names only, never attributes. `clerk-cerbos dev` prints a line with the reason, for
 * each denial that the PDP made, so there is none here.
 */
export function logDenial(
  { id, attr: { orgId, actorId } }: Principal,
  { resource, metadata, cerbosCallId }: Pick<Decision, 'resource' | 'metadata' | 'cerbosCallId'>,
  { code, actions }: Pick<DeniedError, 'code' | 'actions'>,
): void {
  if (cerbosCallId !== '' && devAddress() !== undefined) return;
  const actor = actorId === '' ? '' : `${quote(actorId)} as `;
  const organization = orgId === '' ? '' : ` of ${quote(orgId)}`;
  const policies = new Set(
    actions.flatMap((action) => metadata?.actions[action]?.matchedPolicy ?? []),
  );
  const why = policies.size === 0 ? '' : ` (${[...policies].join(', ')})`;
  const what = `${actions.map(quote).join(', ')} on ${resource.kind} ${quote(resource.id)}`;
  say(`${code}: ${actor}${quote(id)}${organization}, ${what}${why}`);
}

/** An id may come from a client. In quotes it can't start a line of its own. */
function quote(text: string): string {
  return JSON.stringify(text);
}
