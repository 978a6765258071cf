import type { ClerkSandbox } from 'clerk-cerbos/testing';

interface Caller {
  /** As the table shows them. */
  readonly name: string;
  /** The session token that they send; `undefined` sends none. */
  readonly token: (sandbox: ClerkSandbox) => string | undefined;
}

type Session = Parameters<ClerkSandbox['sessionToken']>[0];

const acme = { orgId: 'org_acme' };
const globex = { orgId: 'org_globex' };
const anHourAgo = { factorVerificationAge: [60, -1] } satisfies Partial<Session>;

function signedIn(name: string, session: Session): Caller {
  return { name, token: (sandbox) => sandbox.sessionToken(session) };
}

/** Everybody who takes the tour. */
export const callers = {
  nobody: { name: 'signed out', token: () => undefined },
  expired: signedIn('Ben, with an expired token', {
    userId: 'user_ben',
    ...acme,
    expiresInSeconds: -60,
  }),
  forged: {
    name: 'somebody with a forged token of Ada',
    token: (sandbox) => sandbox.forgedSessionToken({ userId: 'user_ada', ...acme }),
  },
  pending: signedIn('Cleo, with a pending session', {
    userId: 'user_cleo',
    ...acme,
    status: 'pending',
  }),
  ada: signedIn('Ada, admin of Acme', { userId: 'user_ada', ...acme }),
  adaLongAgo: signedIn('Ada, who signed in an hour ago', {
    userId: 'user_ada',
    ...acme,
    ...anHourAgo,
  }),
  adaImpersonated: signedIn('support, signed in as Ada', {
    userId: 'user_ada',
    ...acme,
    actor: { sub: 'user_support' },
  }),
  ben: signedIn('Ben, member of Acme and author', { userId: 'user_ben', ...acme }),
  benLongAgo: signedIn('Ben, who signed in an hour ago', {
    userId: 'user_ben',
    ...acme,
    ...anHourAgo,
  }),
  benAtGlobex: signedIn('Ben, while active in Globex', { userId: 'user_ben', ...globex }),
  cleo: signedIn('Cleo, member of Acme', { userId: 'user_cleo', ...acme }),
  cleoLongAgo: signedIn('Cleo, who signed in an hour ago', {
    userId: 'user_cleo',
    ...acme,
    ...anHourAgo,
  }),
  gus: signedIn('Gus, admin of Globex', { userId: 'user_gus', ...globex }),
  nora: signedIn('Nora, in no organization', { userId: 'user_nora' }),
} satisfies Record<string, Caller>;

export type CallerName = keyof typeof callers;
