import type { Effect } from './auditLog';

/** The expected outcome of one request of the tour. */
export interface Expectation {
  readonly status: number;
  /** The PDP's decision; `undefined` where it must not have been asked. */
  readonly effect: Effect | undefined;
  /** The policy that decides; `undefined` where the PDP must not have been asked. */
  readonly policy: string | undefined;
  /** Must the answer ask for reverification? */
  readonly asksToVerify: boolean;
  /** Which documents a list must have on its first page, beside those of the archive. */
  readonly sees: readonly string[] | undefined;
  /** How many documents a list must have in all, with those of the archive. */
  readonly total: number | undefined;
  /** Why the policies say so. */
  readonly because: string;
}

const DOCUMENT = 'resource.document.vdefault';
const LIBRARY = 'resource.library.vdefault';

type Particulars = Partial<Pick<Expectation, 'policy' | 'asksToVerify' | 'sees' | 'total'>>;

function allowed(status: number, because: string, particulars?: Particulars): Expectation {
  return expectation(status, 'EFFECT_ALLOW', because, { policy: DOCUMENT, ...particulars });
}

function denied(status: number, because: string, particulars?: Particulars): Expectation {
  return expectation(status, 'EFFECT_DENY', because, { policy: DOCUMENT, ...particulars });
}

/** The PDP is not asked. */
function undecided(status: number, because: string): Expectation {
  return expectation(status, undefined, because, {});
}

function expectation(
  status: number,
  effect: Effect | undefined,
  because: string,
  { policy, asksToVerify = false, sees, total }: Particulars,
): Expectation {
  return { status, effect, policy, asksToVerify, sees, total, because };
}

/** By stop and caller. These follow from the policies. Never copy them from the output. */
export const expected: Readonly<Record<string, Expectation>> = {
  'read roadmap: signedOut': denied(
    401,
    'Rule "view" is for colleagues and guests. The role "anonymous" can be neither.',
  ),
  'read roadmap: expired': denied(401, 'An expired token does not say who is calling.'),
  'read roadmap: forged': denied(
    401,
    'A token signed with another key does not say who is calling.',
  ),
  'read roadmap: elsewhere': denied(
    401,
    'The app refuses a token that Clerk made for another site.',
  ),
  'read roadmap: pending': denied(401, 'A session with pending tasks is not signed in yet.'),
  'read roadmap: cleo': allowed(
    200,
    'She is a member of its organization: she is a "colleague", who may view.',
  ),
  'read roadmap: ben': allowed(200, 'He wrote it, and he is a "colleague" too.'),
  'read roadmap: ada': allowed(200, 'An admin of its organization is a "colleague" too.'),
  'read roadmap: gus': denied(
    404,
    'He is an admin of another organization, not a "colleague" or "guest". So it is hidden.',
  ),
  'read roadmap: nora': denied(
    404,
    'She has no organization, and it is not shared with her. So it is hidden.',
  ),
  'read roadmap: benAtGlobex': denied(
    404,
    'He wrote it, but for "owner" its organization must be the active one.',
  ),

  'read brand: gus': allowed(
    200,
    'It is shared with his active organization: he is a "guest", who may view.',
  ),
  'read brand: nora': denied(404, 'It is shared with Globex, and she is not a member of Globex.'),

  'read contract: nora': allowed(
    200,
    'It is shared with her, so she is a "guest". A guest needs no organization.',
  ),
  'read contract: gus': denied(404, 'It is not shared with him or with Globex.'),

  'read nothing: signedOut': undecided(
    401,
    'A signed-out caller does not learn which documents exist.',
  ),
  'read nothing: ada': undecided(404, 'There is no such document, so the PDP is not asked.'),

  'list: signedOut': denied(401, 'Rule "list" is for the role "user".', { policy: LIBRARY }),
  // Of the archive, 250 are Acme's, which shares 50 with Globex and 42 with Nora. 125 are Globex's,
  // which shares 25 with Acme.
  'list: cleo': allowed(200, 'Those of Acme, and those of Globex that are shared with Acme.', {
    policy: LIBRARY,
    sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'],
    total: 5 + 250 + 25,
  }),
  'list: gus': allowed(200, 'Those of Globex, and those of Acme that are shared with Globex.', {
    policy: LIBRARY,
    sees: ['brand', 'launch', 'pricing'],
    total: 3 + 125 + 50,
  }),
  'list: nora': allowed(200, 'Only the documents that are shared with her.', {
    policy: LIBRARY,
    sees: ['contract'],
    total: 1 + 42,
  }),

  'create: signedOut': denied(
    401,
    'Rule "create" is for the "owner", and an owner needs a role in an organization.',
  ),
  'create: nora': denied(
    403,
    'The document would have no organization, and such a document has no owner.',
  ),
  'create: cleo': allowed(201, 'The new document is her own, in her organization, and not shared.'),

  'create for Ada: cleo': allowed(
    400,
    'She may create a document of her own. A body with an owner is refused.',
  ),

  'edit roadmap: cleo': denied(
    403,
    'She may view it, but rule "edit" is for its owner and admins.',
  ),
  'edit roadmap: gus': denied(404, 'He may not view it, so it is hidden.'),
  'edit roadmap: ben': allowed(200, 'He wrote it: he is its "owner".'),
  'edit roadmap: ada': allowed(200, 'She is "organization_admin" of its organization.'),

  'edit brand: gus': denied(
    403,
    'He is a "guest", who may only view. He is an admin of Globex, not of Acme.',
  ),

  'share roadmap: cleo': denied(403, 'Rule "share" is for admins of its organization.'),
  'share roadmap: ben': denied(403, 'He is its owner, but only admins may share.'),
  'share roadmap: gus': denied(404, 'He may not view it, so it is hidden.'),
  'share roadmap: adaImpersonated': denied(
    403,
    'Rule "not-while-impersonated" denies it, although another rule allows it.',
  ),
  'share roadmap: ada': allowed(200, 'She is "organization_admin" of its organization.'),

  'delete roadmap: cleoLongAgo': denied(
    403,
    'She may not delete it, so she is not asked to verify.',
  ),
  'delete roadmap: gus': denied(403, 'It is shared with his organization, so he may only view it.'),
  'delete roadmap: nora': denied(404, 'She may not view it, so it is hidden.'),
  'delete roadmap: adaLongAgo': denied(
    403,
    'She may, but she verified an hour ago. The rule wants less than ten minutes.',
    { asksToVerify: true },
  ),
  'delete roadmap: adaImpersonated': denied(
    403,
    'Rule "not-while-impersonated" denies it, although another rule allows it.',
  ),
  'delete roadmap: benLongAgo': denied(
    403,
    'He may, but he verified an hour ago. The rule wants less than ten minutes.',
    { asksToVerify: true },
  ),
  'delete roadmap: ben': allowed(204, 'He is its "owner" and has just verified.'),

  'read deleted roadmap: ada': undecided(404, 'It was deleted, so the PDP is not asked.'),

  'read brand without Cerbos: signedOut': undecided(
    503,
    'Cerbos does not answer, so nothing is allowed.',
  ),
  'read brand without Cerbos: ada': undecided(
    503,
    'Cerbos does not answer, so nothing is allowed.',
  ),
};
