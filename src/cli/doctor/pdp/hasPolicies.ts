import { type Check, linesOf, pass, skip, noPolicies } from '../Check';
import { kindOf } from '../policies/ruleViews';
import { pdpCheck } from './pdpCheck';

// Each probe is a line in the PDP's decision log.
const maxProbes = 25;

/** The running PDP has the policies of the folder, and not those of another app. */
export const hasPolicies: Check = pdpCheck('pdp.policies', async (pdp, signal, { policies }) => {
  if (policies instanceof Error) return noPolicies;
  const asked = policies.resource.filter(({ scope }) => scope === '').slice(0, maxProbes);
  if (asked.length === 0) return skip('There is no policy of a resource to ask about.');
  const answers = await Promise.all(
    asked.map(({ kind, version }) =>
      pdp.probe({ roles: ['user'], attr: {}, kind, version, actions: ['view'] }, signal),
    ),
  );
  const missing = asked.filter((_, index) => answers[index]?.policy === undefined);
  if (missing.length === 0) return pass('The PDP has the policies of the folder.');
  return {
    status: 'fail',
    message: 'The PDP does not have all policies of the folder. It denies what they would decide.',
    detail: linesOf(missing.map((policy) => ({ ...policy, text: kindOf(policy) }))),
    remedy: 'Start the PDP with this folder, or name the right one with --policies or --pdp.',
  };
});
