import { warnOnce } from '../development';
import type { Decision } from './Decision';

/**
 * Says in development which kind no policy knows: a typo is otherwise a silent no. Of an action
 * that the policy of a known kind does not mention, the PDP does not say so.
 */
export function warnOfNoMatch({ resource, metadata }: Decision): void {
  for (const [action, matched] of Object.entries(metadata?.actions ?? {})) {
    if (matched?.matchedPolicy !== 'NO_MATCH') continue;
    warnOnce(
      `No policy decides ${JSON.stringify(action)} on ${JSON.stringify(resource.kind)}, so it is denied. Is either name misspelt, or its policy not deployed?`,
    );
  }
}
