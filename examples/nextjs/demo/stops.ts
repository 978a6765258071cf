import type { CallerName } from '../../demo/callers';
import type { DemoRequest } from '../../demo/send';

/** One request of the tour, made by several callers one after another. */
export interface Stop extends DemoRequest {
  readonly name: string;
  /** The heading in the table. */
  readonly about: string;
  /** The PDP is killed before, and started again afterwards. */
  readonly withoutCerbos?: boolean;
  readonly callers: readonly CallerName[];
}

/** The tour, in order: later stops see what earlier ones changed. */
export const stops: Stop[] = [
  {
    name: 'read roadmap',
    about: 'Read the roadmap: it belongs to Acme, Ben wrote it, and it is not shared',
    method: 'GET',
    path: '/api/documents/roadmap',
    callers: [
      'signedOut',
      'expired',
      'forged',
      'elsewhere',
      'pending',
      'cleo',
      'ben',
      'ada',
      'gus',
      'nora',
      'benAtGlobex',
    ],
  },
  {
    name: 'read brand',
    about: 'Read the brand guide: it belongs to Acme, and is shared with Globex',
    method: 'GET',
    path: '/api/documents/brand',
    callers: ['gus', 'nora'],
  },
  {
    name: 'read contract',
    about: 'Read the contract: it belongs to Acme, and is shared with Nora',
    method: 'GET',
    path: '/api/documents/contract',
    callers: ['nora', 'gus'],
  },
  {
    name: 'read nothing',
    about: 'Read a document that does not exist',
    method: 'GET',
    path: '/api/documents/nothing',
    callers: ['signedOut', 'ada'],
  },
  {
    name: 'list',
    about: 'List documents: one query finds those that the caller may view, of 10,000',
    method: 'GET',
    path: '/api/documents',
    callers: ['signedOut', 'cleo', 'gus', 'nora'],
  },
  {
    name: 'create',
    about: 'Write a new document in the active organization',
    method: 'POST',
    path: '/api/documents',
    body: { title: 'Minutes', body: 'We met.' },
    callers: ['signedOut', 'nora', 'cleo'],
  },
  {
    name: 'create for Ada',
    about: 'Write a new document, and name Ada as its owner in the request',
    method: 'POST',
    path: '/api/documents',
    body: { title: 'Raise for Cleo', ownerId: 'user_ada' },
    callers: ['cleo'],
  },
  {
    name: 'edit roadmap',
    about: 'Edit the roadmap',
    method: 'PATCH',
    path: '/api/documents/roadmap',
    body: { title: 'Roadmap, revised' },
    callers: ['cleo', 'gus', 'ben', 'ada'],
  },
  {
    name: 'edit brand',
    about: 'Edit the brand guide',
    method: 'PATCH',
    path: '/api/documents/brand',
    body: { title: 'Brand guide, revised' },
    callers: ['gus'],
  },
  {
    name: 'share roadmap',
    about: 'Share the roadmap with Globex',
    method: 'POST',
    path: '/api/documents/roadmap/share',
    body: { organizationId: 'org_globex' },
    callers: ['cleo', 'ben', 'gus', 'adaImpersonated', 'ada'],
  },
  {
    name: 'delete roadmap',
    about: 'Delete the roadmap, which is now shared with Globex',
    method: 'DELETE',
    path: '/api/documents/roadmap',
    callers: ['cleoLongAgo', 'gus', 'nora', 'adaLongAgo', 'adaImpersonated', 'benLongAgo', 'ben'],
  },
  {
    name: 'read deleted roadmap',
    about: 'Read the deleted roadmap',
    method: 'GET',
    path: '/api/documents/roadmap',
    callers: ['ada'],
  },
  {
    name: 'read brand without Cerbos',
    about: 'Read the brand guide while Cerbos is down',
    method: 'GET',
    path: '/api/documents/brand',
    withoutCerbos: true,
    callers: ['signedOut', 'ada'],
  },
];
