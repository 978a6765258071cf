import type { Check } from '../Check';
import { attributeReads, readsCallerOrResource } from './attributeReads';
import { closedSchema } from './attributes';
import { policyCheck, warnAbout } from './policyCheck';
import type { PolicySet } from './PolicySet';
import { allows, remarkOn, ruleViews, type RuleView } from './ruleViews';

const onlyReads = /^(?:view|read|list|get|show|search|find|count|browse)(?:[^a-z]|$)/i;

/** Rules that let each signed-in person do more than read, whatever the resource is. */
export const plainUser: Check = policyCheck('policies.plainUser', (policies, { baseRole }) => {
  const remarks = ruleViews(policies)
    .filter(allows)
    .filter(({ roles }) => roles.includes(baseRole) || roles.includes('*'))
    .filter(({ rule }) => !rule.actions.every((action) => onlyReads.test(action)))
    .filter(({ expressions }) => !expressions.some(({ text }) => readsCallerOrResource(text)))
    .map(remarkOn);
  return warnAbout(remarks, {
    good: `No rule lets each signed-in person (role ${baseRole}) do more than read.`,
    bad: `Each signed-in person (role ${baseRole}) or visitor (role *) may do more than read, without a condition.`,
    remedy: 'Add a condition such as R.attr.ownerId == P.id, or name another role.',
  });
});

/** Rules that allow by a role or permission in an organization, and don't say in which. */
export const tenants: Check = policyCheck('policies.tenants', async (policies) => {
  const remarks = await Promise.all(
    ruleViews(policies)
      .filter(allows)
      .filter(isByOrganization)
      .filter((view) => !reads(view, ['orgId']))
      .map(async (view) => ((await hasNoAttributes(policies, view)) ? [] : [remarkOn(view)])),
  );
  return warnAbout(remarks.flat(), {
    good: 'Rules that allow by a role in an organization also compare the organization.',
    bad: 'Rules allow by a role in an organization, whichever it is: they do not read P.attr.orgId. An admin of one organization is one in all others.',
    remedy: 'Add the condition P.attr.orgId != "" && P.attr.orgId == R.attr.orgId.',
  });
});

// That some organization is active says nothing about the resource.
const anyOrganization = /\b(?:P|request\.principal)\.attr\.orgId\s*!=\s*(?:""|'')/g;

function isByOrganization(view: RuleView): boolean {
  return (
    view.roles.some((role) => role.startsWith('org:')) || reads(view, ['orgRole', 'orgPermissions'])
  );
}

function reads({ expressions }: RuleView, names: readonly string[]): boolean {
  return expressions.some(({ text }) =>
    attributeReads(text.replaceAll(anyOrganization, '')).some(
      ({ of, name }) => of === 'principal' && name !== undefined && names.includes(name),
    ),
  );
}

/** A kind whose schema allows no attribute belongs to no organization. */
async function hasNoAttributes(policies: PolicySet, { policy }: RuleView): Promise<boolean> {
  return (await closedSchema(policies, policy.kind, policy.version))?.names.size === 0;
}
