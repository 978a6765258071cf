import type { Document } from './generated/client';

/** The documents of the organizations Acme and Globex. */
export const seed: Document[] = [
  {
    id: 'roadmap',
    title: 'Roadmap',
    body: 'Search in spring, a mobile app in autumn.',
    ownerId: 'user_ben',
    orgId: 'org_acme',
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  },
  {
    id: 'salaries',
    title: 'Salary bands',
    body: 'From A to C, reviewed every spring.',
    ownerId: 'user_ada',
    orgId: 'org_acme',
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  },
  {
    id: 'brand',
    title: 'Brand guide',
    body: 'Leave free space around the logo.',
    ownerId: 'user_ada',
    orgId: 'org_acme',
    sharedWithUsers: [],
    sharedWithOrganizations: ['org_globex'],
  },
  {
    id: 'contract',
    title: 'Contract with Nora',
    body: 'Illustrations for the catalogue, due in June.',
    ownerId: 'user_ben',
    orgId: 'org_acme',
    sharedWithUsers: ['user_nora'],
    sharedWithOrganizations: [],
  },
  {
    id: 'pricing',
    title: 'Pricing',
    body: 'Three plans: Free, Team and Business.',
    ownerId: 'user_hana',
    orgId: 'org_globex',
    sharedWithUsers: [],
    sharedWithOrganizations: [],
  },
  {
    id: 'launch',
    title: 'Launch checklist',
    body: 'Press, pages, pricing, party.',
    ownerId: 'user_gus',
    orgId: 'org_globex',
    sharedWithUsers: [],
    sharedWithOrganizations: ['org_acme'],
  },
];
