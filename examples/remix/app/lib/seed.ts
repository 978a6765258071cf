import type { Document } from './Document';

/** What the organizations Acme and Globex have written when the example starts. */
export const seed: Document[] = [
  {
    id: 'roadmap',
    title: 'Roadmap',
    body: 'First the roadrunner, then the road.',
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
    body: 'The logo keeps its distance. So do we.',
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
    body: 'Three plans. Nobody picks the middle one.',
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
