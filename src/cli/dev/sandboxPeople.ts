import type { SandboxOrganization, SandboxUser } from '../../testing/sandbox/ClerkSandbox';

/** The organizations of `dev --sandbox`. */
export const sandboxOrganizations: readonly SandboxOrganization[] = [
  { id: 'org_acme', name: 'Acme', slug: 'acme' },
  { id: 'org_globex', name: 'Globex', slug: 'globex' },
];

// Clerk asks for it when a rule demands a new verification. To sign in needs none.
const password = 'correct horse';

const person = (name: string, memberships: SandboxUser['memberships'] = {}): SandboxUser => ({
  id: `user_${name}`,
  firstName: name.charAt(0).toUpperCase() + name.slice(1),
  lastName: 'Example',
  email: `${name}@example.com`,
  password,
  memberships,
});

/** The people of `dev --sandbox`: of each sort that policies tell apart, one. */
export const sandboxUsers: readonly SandboxUser[] = [
  person('ada', { org_acme: { role: 'org:admin' } }),
  person('ben', { org_acme: { role: 'org:member' } }),
  person('cleo', { org_acme: { role: 'org:member' } }),
  person('gus', { org_globex: { role: 'org:member' } }),
  person('mia', { org_acme: { role: 'org:member' }, org_globex: { role: 'org:admin' } }),
  person('noa'),
];

const pages: readonly (readonly [query: string, who: string])[] = [
  ['', 'choose a person; you need no password'],
  ['?actor=user_support', 'the same, impersonated by user_support'],
  ['?first_factor_age=60', 'the same, verified an hour ago: too long for a step-up'],
];

/** The people, and where to sign in as one of them. */
export function sandboxLines(signInPath: string): string[] {
  const people = sandboxUsers.map(({ id, memberships = {} }) => {
    const roles = Object.entries(memberships).map(([organization, { role }]) => {
      return `${role} of ${organization}`;
    });
    return `    ${id.padEnd(10)} ${roles.join(', ') || 'in no organization'}`;
  });
  const width = Math.max(...pages.map(([query]) => query.length));
  return [
    ...people,
    `    Their password, for a new verification: ${password}`,
    ...pages.map(([query, who]) => `    ${signInPath}${query.padEnd(width)}  ${who}`),
    '    If the app has no such page: docs/guides/without-an-account.md in this package',
  ];
}
