import { HTTP } from '@cerbos/http';
import {
  type ClerkAuth,
  cachedAttributes,
  createClerkCerbos,
  isClerkCerbosError,
} from 'clerk-cerbos';
import { createClerkCerbos as createForWeb, fromClerkBackend } from 'clerk-cerbos/web';

/** Where the PDP and Clerk's API are, and Clerk's keys; the bundler writes them here. */
declare const PDP_URL: string;
declare const CLERK_URL: string;
declare const CLERK_PUBLISHABLE_KEY: string;
declare const CLERK_JWT_KEY: string;

/** How the app is asked: as which bridge, for whom, and about what. */
export interface Asked {
  readonly as: 'patient' | 'hasty' | 'cached';
  readonly auth: ClerkAuth;
  readonly questions: readonly {
    readonly resource: { readonly kind: string; readonly id: string; readonly attr: object };
    readonly action: string;
  }[];
}

/** What it answers: of each question, may they, or the code of an error. */
export type Answered = readonly (boolean | string)[];

// As every app has them: made once, and used by all requests.
const hasty = { timeoutMs: 1_000 };
const attr = cachedAttributes({
  absent: { memberOf: [] as readonly string[] },
  load: async ({ auth }, { signal }) => {
    const response = await fetch(`${CLERK_URL}/${String(auth.userId)}`, { signal });
    return { memberOf: (await response.json()) as string[] };
  },
  ...hasty,
});
const bridges = {
  patient: createClerkCerbos({ cerbos: new HTTP(PDP_URL), timeoutMs: 15_000 }),
  hasty: createClerkCerbos({ cerbos: new HTTP(PDP_URL), ...hasty }),
  cached: createClerkCerbos({ cerbos: new HTTP(PDP_URL), principal: { attr }, ...hasty }),
};

const { withCerbos } = createForWeb({
  cerbos: new HTTP(PDP_URL),
  timeoutMs: 15_000,
  auth: fromClerkBackend({
    secretKey: 'sk_test_x',
    publishableKey: CLERK_PUBLISHABLE_KEY,
    jwtKey: CLERK_JWT_KEY,
    authorizedParties: ['http://localhost:3000'],
  }),
});

const shared = { ownerId: 'user_1', orgId: 'org_acme', public: false };
const guarded = withCerbos(
  { action: 'view', resource: { kind: 'document', id: '1', attr: shared } },
  (_request, _context, { principal }) => Response.json({ principal: principal.id }),
);

/** Answers over HTTP what the core says, in whatever runtime; at `/guarded`, what a rule says. */
export async function handle(request: Request): Promise<Response> {
  if (new URL(request.url).pathname === '/guarded') return guarded(request);
  const { as, auth, questions } = (await request.json()) as Asked;
  try {
    const { isAllowed } = await bridges[as].authorizer(auth);
    const answers: Answered = await Promise.all(
      // The kinds of this PDP are not declared here.
      questions.map((question) => isAllowed(question as never).catch(codeOf)),
    );
    return Response.json(answers);
  } catch (error) {
    return Response.json([codeOf(error)]);
  }
}

function codeOf(error: unknown): string {
  return isClerkCerbosError(error) ? error.code : `UNTYPED ${String(error)}`;
}
