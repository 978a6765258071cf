// A Hono app: the grant reaches the handlers that follow, and parameters and answers stay typed.
import type { CerbosClient } from 'clerk-cerbos';
import { createClerkCerbos, type Grant, onError } from 'clerk-cerbos/hono';
import { type Context, type Env, Hono } from 'hono';
import { hc } from 'hono/client';
import type { ExtractSchema } from 'hono/types';
import { validator } from 'hono/validator';
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

declare const cerbos: CerbosClient;
declare const row: Row;

const { withCerbos, isAllowed, authorizer } = createClerkCerbos({
  cerbos,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

const document = (c: Context<Env, '/documents/:id'>) =>
  ({ kind: 'document', id: c.req.param('id') }) as const;

const app = new Hono();
app.onError(onError);

// As middleware.
app.get('/documents/:id', withCerbos({ action: 'view', resource: document }), (c) => {
  const { cerbos: grant } = c.var;
  const id = c.req.param('id');
  type Checks = [
    Expect<Equal<typeof id, string>>,
    Expect<Equal<typeof grant.resource.kind, 'document'>>,
    Expect<Equal<typeof grant.resource.value, Row>>,
    Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
  ];
  const passed: Checks['length'] = 4;
  grant.decision.isAllowed('edit');
  // @ts-expect-error -- an action of another kind
  grant.decision.isAllowed('open');
  return c.json({ passed, title: c.get('cerbos').resource.value.title });
});

// With a context of any environment.
app.get(
  '/any/:id',
  withCerbos({
    action: 'view',
    resource: (c: Context) => ({ kind: 'document', id: c.req.param('id') ?? '' }),
  }),
  (c) => {
    const check: Expect<Equal<typeof c.var.cerbos.resource.value, Row>> = true;
    return c.json({ check });
  },
);

// In an app with variables of its own.
interface AppEnv {
  Variables: { tenant: string };
}
new Hono<AppEnv>().get(
  '/tenants/:id',
  withCerbos({
    action: 'view',
    resource: (c: Context<AppEnv>) => ({ kind: 'document', id: c.var.tenant }),
  }),
  (c) => {
    const check: Expect<Equal<typeof c.var.cerbos.resource.value, Row>> = true;
    return c.json({ check, tenant: c.var.tenant.length });
  },
);

// Around a handler, whose answer Hono's client still knows.
const routes = new Hono().put(
  '/documents/:id',
  withCerbos(
    {
      action: 'edit',
      resource: document,
      onDenied: (error, c) =>
        error.code === 'denied' ? c.json({ id: c.req.param('id') }, 418) : 'not-found',
      acceptsToken: 'any',
    },
    async (c, grant) => {
      await grant.authorizer.isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'open' });
      return c.json({ title: grant.resource.value.title, seen: audit(grant) });
    },
  ),
);
type Answer = ExtractSchema<typeof routes>['/documents/:id']['$put']['output'];
export type AnswerCheck = Expect<Equal<Answer, { title: string; seen: string }>>;

// After a validator: the rule and the handler read its result, and the client knows what to send.
interface Title {
  readonly title: string;
}
const validated = new Hono().put(
  '/documents/:id',
  validator('json', (): Title => row),
  withCerbos({
    action: 'edit',
    resource: (c: Context<Env, '/documents/:id', { out: { json: Title } }>) => {
      const input: Expect<Equal<ReturnType<typeof c.req.valid<'json'>>, Title>> = true;
      const attr = { ownerId: c.req.valid('json').title };
      return { kind: 'document', id: `${c.req.param('id')}${String(input)}`, attr };
    },
  }),
  (c) => {
    const { title } = c.req.valid('json');
    const check: Expect<Equal<typeof title, string>> = true;
    return c.json({ check, title, id: c.var.cerbos.resource.id });
  },
);
const client = hc<typeof validated>('https://app.example.com').documents[':id'];
export async function put() {
  const response = await client.$put({ param: { id: '1' }, json: row });
  const answer = await response.json();
  // @ts-expect-error -- without the input that the validator takes
  await client.$put({ param: { id: '1' } });
  // @ts-expect-error -- without the parameter of the path
  await client.$put({ json: row });
  return answer satisfies { check: true; title: string; id: string };
}

const audit = (grant: Pick<Grant, 'decision' | 'principal'>) => grant.principal.id;

app.get('/plain/:id', async (c) => {
  const { principal } = await authorizer(c);
  const resource = { kind: 'document', id: c.req.param('id') } as const;
  return c.json({ id: principal.id, edit: await isAllowed(c, { resource, action: 'edit' }) });
});

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } });
// @ts-expect-error -- an action of another kind, around a handler
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } }, (c) => c.text(''));
// @ts-expect-error -- a rule without an action
withCerbos({ resource: { kind: 'document', id: '1' } });
// @ts-expect-error -- a rule without a resource
withCerbos({ action: 'view' });
// @ts-expect-error -- an attribute of another type
withCerbos({ action: 'open', resource: { kind: 'folder', id: '1', attr: { depth: 'deep' } } });
// @ts-expect-error -- a kind without policies
withCerbos({ action: 'view', resource: () => ({ kind: 'invoice', id: '1' }) });
// @ts-expect-error -- a handler that answers nothing
withCerbos({ action: 'view', resource: { kind: 'document', id: '1' } }, () => undefined);
// @ts-expect-error -- who is asking is missing
void isAllowed({ resource: { kind: 'document', id: '1' }, action: 'view' });

// What does not exist yet: the rule's function gets the caller, and then the context.
app.post(
  '/folders/:name',
  withCerbos({
    action: 'open',
    newResource: ({ principal }, c: Context<Env, '/folders/:name'>) => ({
      kind: 'folder',
      attr: { depth: principal.id.length + c.req.param('name').length },
    }),
  }),
  (c) => c.json({ name: c.req.param('name'), depth: c.var.cerbos.resource.attr.depth.toFixed() }),
);
