import { toPolicy } from '../../../../src/cli/policies/toPolicy';
import { YamlFile } from '../../../../src/cli/policies/YamlFile';
import type { PolicySource } from '../../../../src/cli/generate/PolicySource';

/** Policies as a source, without files: each a YAML text, and schemas by their id. */
export function sourceOf(
  policies: readonly string[],
  schemas: Readonly<Record<string, unknown>> = {},
): PolicySource {
  return {
    name: 'policies/',
    policies: policies.flatMap(
      (text, index) => toPolicy(new YamlFile(`${String(index)}.yaml`, text)) ?? [],
    ),
    fileOf: ({ file }) => file,
    readSchema: async (id) =>
      Object.hasOwn(schemas, id) ? JSON.stringify(schemas[id]) : undefined,
  };
}

/** A resource policy whose rules allow these actions. */
export function resourcePolicy(
  kind: string,
  actions: readonly string[],
  more: {
    version?: string;
    scope?: string;
    schema?: string;
    ignored?: readonly string[];
    description?: string;
  } = {},
): string {
  const { version = 'default', scope = '', schema, ignored = [], description = '' } = more;
  return JSON.stringify({
    description,
    resourcePolicy: {
      resource: kind,
      version,
      scope,
      rules: actions.map((action) => ({ actions: [action], effect: 'EFFECT_ALLOW', roles: ['*'] })),
      ...(schema !== undefined && {
        schemas: {
          resourceSchema: { ref: `cerbos:///${schema}`, ignoreWhen: { actions: ignored } },
        },
      }),
    },
  });
}

/** Of a principal policy or a role policy, what counts here. */
export const principalPolicy = (kind: string, action: string): string =>
  JSON.stringify({
    principalPolicy: {
      principal: 'ada',
      version: 'default',
      rules: [{ resource: kind, actions: [{ action, effect: 'EFFECT_ALLOW' }] }],
    },
  });

export const rolePolicy = (kind: string, allowActions: readonly string[]): string =>
  JSON.stringify({
    rolePolicy: { role: 'auditor', rules: [{ resource: kind, allowActions }] },
  });
