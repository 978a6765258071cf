import fc from 'fast-check';

/** What `has()` of Clerk's server SDK is asked. */
export interface HasParams {
  readonly role?: string;
  readonly permission?: string;
  readonly feature?: string;
  readonly plan?: string;
  readonly reverification?: Reverification;
}

/** A preset, or a level and a number of minutes. */
export type Reverification = Preset | { readonly level: Level; readonly afterMinutes: number };

export const presets = ['strict_mfa', 'strict', 'moderate', 'lax'] as const;
type Preset = (typeof presets)[number];

export const levels = ['first_factor', 'second_factor', 'multi_factor'] as const;
type Level = (typeof levels)[number];

/** The longest time that the pack promises to tell from never: 1901 years. */
export const longest = 999_999_999;

const literal = (text: string) => JSON.stringify(text);
const organizational = (name: string) => `org:${name.replace(/^(org:)*/, '')}`;
const never = 1_000_000_000;

/** What the pack's README says to write where a condition shall decide as `has(params)` does. */
export function conditionFor({ role, permission, feature, plan, reverification }: HasParams) {
  const conditions = [
    role !== undefined && `P.attr.orgRole == ${literal(organizational(role))}`,
    permission !== undefined && `${literal(organizational(permission))} in P.attr.orgPermissions`,
    feature !== undefined && isIn(feature, 'P.attr.features'),
    plan !== undefined && isIn(plan, 'P.attr.plans'),
    reverification !== undefined && isVerified(reverification),
  ];
  return conditions
    .filter((condition) => condition !== false)
    .map((condition) => `(${condition})`)
    .join(' && ');
}

function isIn(asked: string, list: string): string {
  const [scope = '', ...name] = asked.split(':');
  const scoped = (canonical: string) => `${literal([canonical, ...name].join(':'))} in ${list}`;
  if (name.length === 0) {
    return `${literal(`org:${scope}`)} in ${list} || ${literal(`user:${scope}`)} in ${list}`;
  }
  if (['o', 'org', 'organization'].includes(scope)) return scoped('org');
  return scoped(scope === 'u' ? 'user' : scope);
}

function isVerified(demand: Reverification): string {
  if (typeof demand === 'string') return `V.reverified_${demand}`;
  return isYounger(demand.level, String(demand.afterMinutes));
}

/** The README's condition for a level, with the number of minutes or where it stands. */
export function isYounger(level: Level, minutes: string): string {
  const first = `P.attr.firstFactorAge < ${minutes}`;
  const second = `P.attr.secondFactorAge < ${minutes}`;
  const none = `P.attr.secondFactorAge == ${String(never)}`;
  if (level === 'first_factor') return first;
  if (level === 'second_factor') return `${second} || (${none} && ${first})`;
  return `${first} && (${second} || ${none})`;
}

const names = ['reports', 'beta', 'a'];
const scopes = ['', 'org:', 'user:', 'o:', 'u:', 'organization:', 'x:'];
const scoped = scopes.flatMap((scope) => names.map((name) => `${scope}${name}`));
const roles = ['org:admin', 'admin', 'org:org:admin', 'org:member', 'billing_manager', 'ADMIN'];
const permissions = [
  'org:reports:read',
  'reports:read',
  'org:org:reports:read',
  'org:beta:manage',
  'org:a:read',
];
const minutes = fc.oneof(
  fc.constantFrom(1, 2, 3, 9, 10, 11, 59, 60, 61, 1_439, 1_440, 1_441, longest),
  fc.integer({ min: 1, max: 2_000 }),
  fc.double({ min: 0.01, max: 30, noNaN: true }).map((some) => Number(some.toFixed(2))),
);

const fixed: readonly HasParams[] = [
  ...roles.map((role) => ({ role })),
  ...permissions.map((permission) => ({ permission })),
  ...scoped.map((feature) => ({ feature })),
  ...scoped.map((plan) => ({ plan })),
  ...presets.map((reverification) => ({ reverification })),
];

const reverification: fc.Arbitrary<Reverification> = fc.oneof(
  fc.constantFrom(...presets),
  fc.record({ level: fc.constantFrom(...levels), afterMinutes: minutes }),
);
const several = fc.record(
  {
    role: fc.constantFrom(...roles),
    permission: fc.constantFrom(...permissions),
    feature: fc.constantFrom(...scoped),
    plan: fc.constantFrom(...scoped),
    reverification,
  },
  { requiredKeys: [] },
);

/** Everything that is asked of every token: each dimension alone, any time, and several at once. */
export function makeQuestions(seed: number): readonly HasParams[] {
  const times = fc.record({
    reverification: fc.record({ level: fc.constantFrom(...levels), afterMinutes: minutes }),
  });
  const mixed = several.filter((params) => Object.keys(params).length > 1);
  return [
    ...fixed,
    ...fc.sample(times, { seed, numRuns: 20 }),
    ...fc.sample(mixed, { seed, numRuns: 30 }),
  ];
}

/** What names nothing that Clerk can have; `has()` sometimes finds something in it nevertheless. */
export const oddQuestions: readonly HasParams[] = [
  { role: '' },
  { role: 'org:' },
  { feature: '' },
  { feature: 'org:' },
  { feature: 'user:' },
  { feature: 'org:a:b' },
  { feature: 'user:beta:b' },
  { plan: '' },
  { plan: 'o:' },
  { plan: 'org:a:b' },
];
