import { ABSENT } from '../../../identify/Principal';
import type { ResourcePolicy } from '../../policies/Policy';
import { type Check, pass, noPolicies } from '../Check';
import type { PolicySet } from '../policies/PolicySet';
import { namedRoles } from '../policies/roles';
import type { Pdp } from './Pdp';
import { pdpCheck } from './pdpCheck';

/** What the PDP does with attributes that don't match the schemas of the policies. */
export const schemaEnforcement: Check = pdpCheck(
  'pdp.schemaEnforcement',
  async (pdp, signal, { policies }) => {
    if (policies instanceof Error) return noPolicies;
    const asked = policies.resource.filter(
      ({ scope, principalSchema }) => scope === '' && principalSchema !== undefined,
    );
    if (asked.length === 0) {
      return {
        status: 'warn',
        message: 'No policy names a principal schema, so the PDP checks no attribute.',
        remedy: 'Copy clerk_principal.json of the policy pack to _schemas, and name it in schemas.',
      };
    }
    const found: Enforcement[] = [];
    for (const policy of asked.slice(0, maxPolicies)) {
      found.push(await enforcementFor(policy, pdp, policies, signal));
      if (found.at(-1) !== 'reported') break;
    }
    return verdicts[found.at(-1) ?? 'reported'];
  },
);

/** `reported`: the PDP sees the errors; whether it rejects can't be told from a denial. */
type Enforcement = 'none' | 'warn' | 'reject' | 'reported';

const maxPolicies = 10;
const maxActions = 50;

const remedy = 'Set schema.enforcement: reject in the configuration of the PDP.';
const verdicts = {
  none: {
    status: 'warn',
    message:
      'The PDP does not check attributes against the schemas (enforcement: none). It skips a rule that reads a missing attribute, also one that denies.',
    remedy,
  },
  warn: {
    status: 'warn',
    message:
      'The PDP only reports attributes that do not match the schemas (enforcement: warn), and decides with them.',
    remedy,
  },
  reject: pass('The PDP denies if attributes do not match the schemas (enforcement: reject).'),
  reported: pass(
    'The PDP checks attributes against the schemas (enforcement: reject or warn; these policies allow nothing that would show which).',
  ),
} as const;

/** Asks about an attribute of a wrong type, and compares with the right one. */
async function enforcementFor(
  { kind, version, rules }: ResourcePolicy,
  pdp: Pdp,
  policies: PolicySet,
  signal: AbortSignal,
): Promise<Enforcement> {
  const actions = [...new Set(rules.flatMap((rule) => rule.actions))].slice(0, maxActions);
  // All roles at once: what one of them is allowed, is allowed.
  const roles = [...new Set(['user', ...namedRoles(policies).map(({ role }) => role)])];
  const ask = (attr: object) =>
    pdp.probe({ roles, attr: { ...attr }, kind, version, actions }, signal);
  const [wrong, right] = await Promise.all([ask({ ...ABSENT, orgRole: 42 }), ask(ABSENT)]);
  if (!wrong.hasPrincipalErrors) return 'none';
  if (wrong.allowed.length > 0) return 'warn';
  return right.allowed.length > 0 ? 'reject' : 'reported';
}
