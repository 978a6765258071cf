// Handlers of Request and Response: the rule, the context and the grant fit, whichever SDK says who asks.
import type { CerbosClient, ClerkAuth } from 'clerk-cerbos';
import { createClerkClient } from '@clerk/backend';
import { createClerkCerbos, fromClerkBackend, type Grant } from 'clerk-cerbos/web';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  folder: { actions: 'open'; attr: { depth: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

interface Row {
  readonly title: string;
}

interface Route {
  readonly params: { readonly id: string };
}

declare const cerbos: CerbosClient;
declare const row: Row;
declare const request: Request;
declare const env: Readonly<Record<string, string | undefined>>;
declare const ambient: () => Promise<ClerkAuth>;

const auth = fromClerkBackend({
  secretKey: env.CLERK_SECRET_KEY,
  publishableKey: env.CLERK_PUBLISHABLE_KEY,
  jwtKey: env.CLERK_JWT_KEY,
  authorizedParties: ['https://app.example.com'],
});

const { withCerbos, isAllowed, authorizer, checkEndpoint } = createClerkCerbos({
  cerbos,
  auth,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

const document = (_request: Request, { params }: Route) =>
  ({ kind: 'document', id: params.id }) as const;

// With a context, which callers must pass.
const show = withCerbos({ action: 'view', resource: document }, (_request, context, grant) => {
  type Checks = [
    Expect<Equal<typeof context, Route>>,
    Expect<Equal<typeof grant.resource.kind, 'document'>>,
    Expect<Equal<typeof grant.resource.value, Row>>,
    Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
  ];
  const passed: Checks['length'] = 4;
  grant.decision.isAllowed('edit');
  // @ts-expect-error -- an action of another kind
  grant.decision.isAllowed('open');
  return Response.json({ passed, title: grant.resource.value.title });
});
export const shown: Promise<Response> = show(request, { params: { id: '7' } });
// @ts-expect-error -- without the context
export const unnamed: Promise<Response> = show(request);

// Without one: as the fetch of a runtime, which may pass more.
const fetch = withCerbos(
  { action: 'view', resource: { kind: 'document', id: '7' } },
  () => new Response(),
);
export const fetched: Promise<Response>[] = [fetch(request), fetch(request, env)];

// In a framework whose requests have more.
interface CookieRequest extends Request {
  readonly cookies: ReadonlyMap<string, string>;
}
withCerbos(
  {
    action: 'view',
    resource: ({ cookies }: CookieRequest) => ({ kind: 'document', id: cookies.get('id') ?? '' }),
    onDenied: (error, { url }) => new Response(`${url} ${error.code}`, { status: 418 }),
  },
  (given) => Response.json(given.cookies.size),
);

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: document }, () => new Response());
// @ts-expect-error -- a handler that answers nothing
withCerbos({ action: 'view', resource: document }, () => ({ title: 'Plan' }));
// @ts-expect-error -- who asks?
void isAllowed({ resource: { kind: 'document', id: '7' }, action: 'view' });
// @ts-expect-error -- how is Clerk asked?
createClerkCerbos({ cerbos });
// @ts-expect-error -- without a key
fromClerkBackend({ secretKey: 'sk_test_x' });

export const asked: Promise<boolean> = isAllowed(request, {
  resource: { kind: 'document', id: '7' },
  action: 'view',
});
export const verbs = authorizer(request);
export const endpoint: (request: Request) => Promise<Response> = checkEndpoint;
export const titleOf = (grant: Grant) => grant.resource.id;

// Other ways to ask Clerk.
const clerk = createClerkClient({ secretKey: '', publishableKey: '' });
export const others = [
  createClerkCerbos({ cerbos, auth: () => ambient() }),
  createClerkCerbos({
    cerbos,
    auth: async (given) => (await clerk.authenticateRequest(given)).toAuth(),
  }),
];

// What does not exist yet: the rule's function gets the caller, and then what the handler gets.
const insert = withCerbos(
  {
    action: 'edit',
    newResource: ({ principal }, _request: Request, { params }: Route) => ({
      kind: 'document',
      attr: { ownerId: `${principal.id} ${params.id}` },
    }),
  },
  (_request, { params }, grant) => Response.json([params.id, grant.resource.attr.ownerId]),
);
export const inserted: Promise<Response> = insert(request, { params: { id: '7' } });
