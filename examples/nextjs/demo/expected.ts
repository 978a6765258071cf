import type { Effect } from './auditLog';

/** What must come out of one case of the tour. */
export interface Expectation {
  readonly status: number;
  /** The PDP's decision; `undefined` where it must not have been asked. */
  readonly effect: Effect | undefined;
  /** The policy that decides; `undefined` where the PDP must not have been asked. */
  readonly policy: string | undefined;
  /** Must the answer ask for reverification? */
  readonly asksToVerify: boolean;
  /** Which documents a list must have. */
  readonly sees: readonly string[] | undefined;
  /** Why the policies say so. */
  readonly because: string;
}

const DOCUMENT = 'resource.document.vdefault';
const LIBRARY = 'resource.library.vdefault';

type Particulars = Partial<Pick<Expectation, 'policy' | 'asksToVerify' | 'sees'>>;

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
  { policy, asksToVerify = false, sees }: Particulars,
): Expectation {
  return { status, effect, policy, asksToVerify, sees, because };
}

/** By stop and caller; written from the policies, and never from what came out. */
export const expected: Readonly<Record<string, Expectation>> = {
  'read roadmap: nobody': denied(
    401,
    'Rule "view" is for colleagues and guests, and "anonymous" is parent of neither role.',
  ),
  'read roadmap: expired': denied(401, 'An expired token does not say who is calling.'),
  'read roadmap: forged': denied(
    401,
    'A token signed with another key does not say who is calling.',
  ),
  'read roadmap: elsewhere': denied(
    401,
    'A token that Clerk made for another site does not count here.',
  ),
  'read roadmap: pending': denied(401, 'A session with tasks left is not signed in yet.'),
  'read roadmap: cleo': allowed(
    200,
    'A member of the organization it belongs to is a "colleague", who may view.',
  ),
  'read roadmap: ben': allowed(200, 'Its author is a "colleague" too.'),
  'read roadmap: ada': allowed(200, 'An admin of its organization is a "colleague" too.'),
  'read roadmap: gus': denied(
    404,
    'An admin of another organization is neither "colleague" nor "guest", so it is hidden.',
  ),
  'read roadmap: nora': denied(404, 'Without an organization and without a share it is hidden.'),
  'read roadmap: benAtGlobex': denied(
    404,
    '"owner" asks for the document’s organization to be the active one.',
  ),

  'read brand: gus': allowed(
    200,
    'It is shared with his active organization: he is a "guest", who may view.',
  ),
  'read brand: nora': denied(404, 'It is shared with Globex, where she is not.'),

  'read contract: nora': allowed(
    200,
    'It is shared with her, which needs no organization: she is a "guest".',
  ),
  'read contract: gus': denied(404, 'It is shared with somebody else.'),

  'read nothing: nobody': undecided(401, 'A signed-out caller does not learn what is there.'),
  'read nothing: ada': undecided(404, 'There is nothing to decide on.'),

  'list: nobody': denied(401, 'Rule "list" is for the role "user".', { policy: LIBRARY }),
  'list: cleo': allowed(
    200,
    'All of Acme’s four, and the one of Globex that is shared with Acme.',
    { policy: LIBRARY, sees: ['brand', 'contract', 'launch', 'roadmap', 'salaries'] },
  ),
  'list: gus': allowed(200, 'Both of Globex’s, and the one of Acme that is shared with Globex.', {
    policy: LIBRARY,
    sees: ['brand', 'launch', 'pricing'],
  }),
  'list: nora': allowed(200, 'Only the one that is shared with her.', {
    policy: LIBRARY,
    sees: ['contract'],
  }),

  'create: nobody': denied(
    401,
    'Rule "create" is for the "owner", who has a role in an organization.',
  ),
  'create: nora': denied(
    403,
    'The document would have no organization, and such a document has no owner.',
  ),
  'create: cleo': allowed(201, 'It would be her own, in her organization, and not shared.'),

  'create for Ada: cleo': allowed(
    400,
    'She may create a document of her own. A body with an owner is refused.',
  ),

  'edit roadmap: cleo': denied(
    403,
    'She may view it, but rule "edit" is for its owner and admins.',
  ),
  'edit roadmap: gus': denied(404, 'He may not even view it, so it is hidden.'),
  'edit roadmap: ben': allowed(200, 'He wrote it: he is its "owner".'),
  'edit roadmap: ada': allowed(200, 'She is "organization_admin" of its organization.'),

  'edit brand: gus': denied(
    403,
    'He is a "guest", who may only view. His role counts in Globex only.',
  ),

  'share roadmap: cleo': denied(403, 'Rule "share" is for admins of its organization.'),
  'share roadmap: ben': denied(
    403,
    'Even its owner does not share it outside: that is for admins.',
  ),
  'share roadmap: gus': denied(404, 'He may not even view it, so it is hidden.'),
  'share roadmap: adaImpersonated': denied(
    403,
    'Rule "not-while-impersonated" denies it, also if another rule allows it.',
  ),
  'share roadmap: ada': allowed(200, 'She is "organization_admin" of its organization.'),

  'delete roadmap: cleoLongAgo': denied(
    403,
    'She may not delete it, so she is not asked to verify.',
  ),
  'delete roadmap: gus': denied(
    403,
    'It is shared with his organization, so he may view it, and not more.',
  ),
  'delete roadmap: nora': denied(404, 'She may not even view it, so it is hidden.'),
  'delete roadmap: adaLongAgo': denied(
    403,
    'She could, but verified an hour ago and the rule wants less than ten minutes.',
    { asksToVerify: true },
  ),
  'delete roadmap: adaImpersonated': denied(
    403,
    'Rule "not-while-impersonated" denies it, also if another rule allows it.',
  ),
  'delete roadmap: benLongAgo': denied(
    403,
    'He could, but verified an hour ago and the rule wants less than ten minutes.',
    { asksToVerify: true },
  ),
  'delete roadmap: ben': allowed(204, 'He is its "owner" and has just verified.'),

  'read deleted roadmap: ada': undecided(404, 'It is gone, so there is nothing to decide on.'),

  'read brand without Cerbos: nobody': undecided(503, 'Without an answer nothing is allowed.'),
  'read brand without Cerbos: ada': undecided(503, 'Without an answer nothing is allowed.'),
};
