import { ABSENT } from '../../../identify/Principal';
import type { Check, Remark } from '../Check';
import { attributeReads } from './attributeReads';
import { policyCheck, warnAbout } from './policyCheck';
import type { PolicySet } from './PolicySet';
import { kindOf, ruleViews } from './ruleViews';

/** Attributes of the principal that policies read, and that no principal has. */
export const principalAttributes: Check = policyCheck(
  'policies.principalAttributes',
  async (policies) => {
    const known = new Set([...Object.keys(ABSENT), ...(await mappedAttributes(policies))]);
    const remarks = policies.all().flatMap(({ text, file, line }) =>
      attributeReads(text).flatMap(({ of, name, isGuarded }): Remark[] => {
        if (of !== 'principal' || name === undefined || isGuarded || known.has(name)) return [];
        return [{ file, line, text: `reads P.attr.${name}` }];
      }),
    );
    return warnAbout(remarks, {
      good: 'clerk-cerbos sets, or a schema names, each attribute of the principal.',
      bad: 'Policies read attributes that no principal has. Cerbos skips such a rule, also one that denies.',
      remedy:
        'Correct the name; or add the attribute with principal.attr, and to the principal schema of the policies.',
    });
  },
);

/** The app's own attributes: `init` copies the schema of the contract, and the app adds to it. */
async function mappedAttributes(policies: PolicySet): Promise<string[]> {
  const schemas = await Promise.all(
    policies.resource.flatMap(({ principalSchema }) =>
      principalSchema === undefined ? [] : policies.schemaProperties(principalSchema),
    ),
  );
  return schemas.flatMap((schema) => [...(schema?.names ?? [])]);
}

/** Attributes of the resource that rules read, and that its closed schema excludes. */
export const resourceAttributes: Check = policyCheck(
  'policies.resourceAttributes',
  async (policies) => {
    const remarks = await Promise.all(
      ruleViews(policies).map(async ({ policy, expressions }) => {
        const schema = await closedSchema(policies, policy.kind, policy.version);
        if (schema === undefined) return [];
        return expressions.flatMap(({ text, file, line }) =>
          attributeReads(text).flatMap(({ of, name, isGuarded }): Remark[] => {
            if (of !== 'resource' || name === undefined || isGuarded || schema.names.has(name)) {
              return [];
            }
            return [{ file, line, text: `reads R.attr.${name}, for ${kindOf(policy)}` }];
          }),
        );
      }),
    );
    return warnAbout(remarks.flat(), {
      good: 'No rule reads an attribute that the schema of its resource excludes.',
      bad: 'Rules read attributes of the resource that its schema excludes. Such a rule never applies.',
      remedy: 'Correct the name, or add the attribute to the resource schema of the kind.',
    });
  },
);

/** For all scopes of a kind the schema of the policy without a scope counts. */
export async function closedSchema(policies: PolicySet, kind: string, version: string) {
  const root = policies.resource.find(
    (policy) => policy.kind === kind && policy.version === version && policy.scope === '',
  );
  if (root?.resourceSchema === undefined) return undefined;
  const schema = await policies.schemaProperties(root.resourceSchema);
  return schema?.isClosed === true ? schema : undefined;
}
