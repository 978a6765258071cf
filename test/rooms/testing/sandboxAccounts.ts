import { type ClerkSandboxOptions, startClerkSandbox } from '../../../src/testing';

export const organizations = [
  { id: 'org_acme', name: 'Acme', slug: 'acme' },
  { id: 'org_umbrella', name: 'Umbrella & <Sons>', slug: 'umbrella' },
];

export const users = [
  {
    id: 'user_ada',
    firstName: 'Ada',
    lastName: 'Lovelace',
    email: 'ada@example.com',
    password: 'correct horse',
    memberships: {
      org_acme: {
        role: 'org:admin',
        permissions: [
          'org:invoices:read',
          'org:invoices:manage',
          'org:reports:manage',
          'org:sys_profile:manage',
        ],
      },
      org_umbrella: { role: 'org:member' },
    },
    publicMetadata: { team: 'engines' },
    claims: { department: 'finance' },
    features: ['org:dashboard', 'user:beta'],
    plans: ['org:pro', 'user:free'],
  },
  { id: 'user_bob', firstName: 'Bob', lastName: '', email: 'bob@example.com' },
];

/** A sandbox with Ada, an administrator of Acme and a member of Umbrella, and Bob, on his own. */
export function startSandbox(options: Partial<ClerkSandboxOptions> = {}) {
  return startClerkSandbox({ users, organizations, ...options });
}
