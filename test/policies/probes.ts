/** One action, and what a policy says of it. */
export interface Probe {
  readonly roles: readonly string[];
  readonly condition?: string;
}

/** Some probes that one request can ask about. */
export interface ProbeGroup<Asked extends Probe> {
  readonly probes: readonly Asked[];
  readonly check: { readonly resource: Resource; readonly actions: string[] };
  /** Which of the probes were allowed, in their order. */
  readonly read: (result: Result | undefined) => boolean[];
}

interface Resource {
  readonly kind: string;
  readonly id: string;
}

interface Result {
  readonly isAllowed: (action: string) => boolean | undefined;
}

// The PDP takes as many actions of one resource.
const size = 50;
const action = (place: number) => `ask_${place}`;

/** Puts probes into groups, each a resource that is asked about. */
export function groupProbes<Asked extends Probe>(probes: readonly Asked[]): ProbeGroup<Asked>[] {
  return Array.from({ length: Math.ceil(probes.length / size) }, (_, index) => {
    const own = probes.slice(index * size, (index + 1) * size);
    return {
      probes: own,
      check: {
        resource: { kind: `probe_${index}`, id: '1' },
        actions: own.map((_, place) => action(place)),
      },
      read: (result) => own.map((_, place) => result?.isAllowed(action(place)) === true),
    };
  });
}

/** The policies that answer them, by file name: each probe is a rule with an action of its own. */
export function probePolicies(groups: readonly ProbeGroup<Probe>[]): Record<string, string> {
  return Object.fromEntries(
    groups.map(({ check: { resource }, probes }) => [
      `probes/${resource.kind}.yaml`,
      probePolicy(
        resource.kind,
        probes.map(({ roles, condition }, place) => ({
          action: action(place),
          roles,
          ...(condition !== undefined && { condition }),
        })),
      ),
    ]),
  );
}

/** A resource policy with one rule for each action, under the pack's schema for principals. */
export function probePolicy(
  kind: string,
  rules: readonly (Probe & { readonly action: string })[],
): string {
  const list = (items: readonly string[], indent: string) =>
    items.map((item) => `${indent}- ${JSON.stringify(item)}`).join('\n');
  const rule = ({ action, roles, condition }: (typeof rules)[number]) => `
    - actions:
        - ${action}
      effect: EFFECT_ALLOW
      roles:
${list(roles, '        ')}${
    condition === undefined
      ? ''
      : `
      condition:
        match:
          expr: |-
            ${condition}`
  }`;
  return `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: ${kind}
  version: default
  variables:
    import:
      - clerk
  schemas:
    principalSchema:
      ref: cerbos:///clerk_principal.json
  rules:${rules.map(rule).join('')}
`;
}
