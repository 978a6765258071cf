import type { SandboxOrganization, SandboxUser } from 'clerk-cerbos/testing';

export const organizations: SandboxOrganization[] = [
  { id: 'org_acme', name: 'Acme', slug: 'acme' },
  { id: 'org_globex', name: 'Globex', slug: 'globex' },
];

const member = { role: 'org:member' };
const admin = { role: 'org:admin' };

/** Who can sign in to the demo, all with the same password. Nothing of this is a secret. */
export const people: (SandboxUser & { readonly email: string; readonly password: string })[] = [
  person('ada', 'Lovelace', { org_acme: admin }),
  person('ben', 'Okafor', { org_acme: member, org_globex: member }),
  person('cleo', 'Marin', { org_acme: member }),
  person('gus', 'Lindt', { org_globex: admin }),
  person('hana', 'Sato', { org_globex: member }),
  person('nora', 'Weiss', {}),
];

function person(name: string, lastName: string, memberships: Record<string, { role: string }>) {
  return {
    id: `user_${name}`,
    firstName: name.charAt(0).toUpperCase() + name.slice(1),
    lastName,
    email: `${name}@example.com`,
    password: 'correct horse',
    memberships,
  };
}
