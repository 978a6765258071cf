import type { ClerkSandbox, SessionTokenOptions } from 'clerk-cerbos/testing';

interface Caller {
  /** As the table shows them. */
  readonly name: string;
  /** The session token that they send to the app at `origin`; `undefined` sends none. */
  readonly token: (sandbox: ClerkSandbox, origin: string) => string | undefined;
}

const acme = { orgId: 'org_acme' };
const globex = { orgId: 'org_globex' };
const anHourAgo: Partial<SessionTokenOptions> = { factorVerificationAge: [60, -1] };

const ada = { userId: 'user_ada', ...acme };
const ben = { userId: 'user_ben', ...acme };
const cleo = { userId: 'user_cleo', ...acme };

function withToken(name: string, options: SessionTokenOptions): Caller {
  return { name, token: (sandbox, azp) => sandbox.sessionToken({ azp, ...options }) };
}

/** The callers that make requests in a demo. */
export const callers = {
  signedOut: { name: 'signed out', token: () => undefined },
  expired: withToken('Ben Okafor, token expired', { ...ben, expiresInSeconds: -60 }),
  forged: {
    name: 'Ada Lovelace, token forged',
    token: (sandbox, azp) => sandbox.forgedSessionToken({ azp, ...ada }),
  },
  elsewhere: withToken('Ada Lovelace, token of another site', {
    ...ada,
    azp: 'https://elsewhere.example',
  }),
  pending: withToken('Cleo Marin, session pending', { ...cleo, status: 'pending' }),
  ada: withToken('Ada Lovelace (admin of Acme)', ada),
  adaLongAgo: withToken('Ada Lovelace, verified an hour ago', { ...ada, ...anHourAgo }),
  adaImpersonated: withToken('Sam Reyes (support), as Ada', {
    ...ada,
    actor: { sub: 'user_support' },
  }),
  ben: withToken('Ben Okafor (member of Acme)', ben),
  benLongAgo: withToken('Ben Okafor, verified an hour ago', { ...ben, ...anHourAgo }),
  benAtGlobex: withToken('Ben Okafor, active in Globex', { ...ben, ...globex }),
  cleo: withToken('Cleo Marin (member of Acme)', cleo),
  cleoLongAgo: withToken('Cleo Marin, verified an hour ago', { ...cleo, ...anHourAgo }),
  gus: withToken('Gus Lindt (admin of Globex)', { userId: 'user_gus', ...globex }),
  nora: withToken('Nora Weiss (in no organization)', { userId: 'user_nora' }),
} satisfies Record<string, Caller>;

export type CallerName = keyof typeof callers;
