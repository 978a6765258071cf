// An Express app: the grant reaches the handlers that follow, and parameters stay typed.
import type { CerbosClient } from 'clerk-cerbos';
import { createClerkCerbos, errorHandler, type Grant } from 'clerk-cerbos/express';
import express, { type Request, type Response } from 'express';
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

const { withCerbos, grantFor, isAllowed, authorizer } = createClerkCerbos({
  cerbos,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

const document = (req: Request<{ id: string }>) =>
  ({ kind: 'document', id: req.params.id }) as const;

const app = express();

// As middleware.
app.get('/documents/:id', withCerbos({ action: 'view', resource: document }), (req, res) => {
  const { cerbos: grant } = res.locals;
  type Checks = [
    Expect<Equal<typeof req.params.id, string>>,
    Expect<Equal<typeof grant.resource.kind, 'document'>>,
    Expect<Equal<typeof grant.resource.value, Row>>,
    Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
  ];
  const passed: Checks['length'] = 4;
  grant.decision.isAllowed('edit');
  // @ts-expect-error -- an action of another kind
  grant.decision.isAllowed('open');
  // @ts-expect-error -- read only
  res.locals.cerbos = grant;
  res.json({ passed, title: res.locals.cerbos.resource.value.title, other: res.locals['other'] });
});

// With a fixed resource.
app.get(
  '/folder',
  withCerbos({ actions: ['open'], resource: { kind: 'folder', id: '1', attr: { depth: 1 } } }),
  async (_req, res) => {
    const check: Expect<Equal<typeof res.locals.cerbos.resource.value, undefined>> = true;
    res.json({ check, depth: res.locals.cerbos.resource.attr.depth.toFixed() });
  },
);

// Around a handler.
app.put(
  '/documents/:id',
  withCerbos(
    {
      action: 'edit',
      resource: document,
      onDenied: (error, req, res) => {
        if (error.code === 'denied') res.status(418).json({ id: req.params.id });
      },
      acceptsToken: ['session_token', 'api_key'],
    },
    async (req, res, next, grant) => {
      const check: Expect<Equal<typeof req.params, { id: string }>> = true;
      if (!check) next();
      await grant.authorizer.isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'open' });
      res.json({ title: grant.resource.value.title, seen: audit(grant) });
    },
  ),
);
app.post(
  '/documents',
  withCerbos(
    {
      action: 'edit',
      resource: (req) =>
        req.body.id === '' ? null : { kind: 'document', id: String(req.query['id']) },
      onDenied: (error, _req, res) =>
        error.code === 'signed_out'
          ? res.redirect('/')
          : error.actions.length > 1
            ? 'not-found'
            : undefined,
    },
    (_req, res, _next, grant) => res.json(grant.resource.value.title),
  ),
);

// Behind a middleware that types its own locals.
interface Tenant extends Record<string, unknown> {
  tenant: string;
}
app.get(
  '/tenants/:id',
  withCerbos({
    action: 'view',
    resource: (_req: Request<{ id: string }>, res: Response<unknown, Tenant>) => ({
      kind: 'document',
      id: res.locals.tenant,
    }),
  }),
  (_req, res) => {
    const check: Expect<Equal<typeof res.locals.tenant, string>> = true;
    res.json({ check, title: res.locals.cerbos.resource.value.title });
  },
);

app.get('/plain/:id', async (req, res) => {
  const { principal } = await authorizer(req);
  const resource = { kind: 'document', id: req.params.id } as const;
  res.json({ id: principal.id, edit: await isAllowed(req, { resource, action: 'edit' }) });
});
app.use(errorHandler);

// In a framework that runs on this one.
export async function titleOf(req: Request<{ id: string }>): Promise<string> {
  const grant = await grantFor(req, { action: 'view', resource: document(req) });
  const check: Expect<Equal<typeof grant.resource.value, Row>> = true;
  const folder = { kind: 'folder', id: '1', attr: { depth: check ? 1 : 0 } } as const;
  await grantFor(req, {
    action: 'open',
    resource: () => folder,
    onDenied: { notFoundUnless: 'open' },
  });
  // @ts-expect-error -- an action of another kind
  await grantFor(req, { action: 'open', resource: document(req) });
  // @ts-expect-error -- there is no handler whose arguments a function could get
  await grantFor(req, { action: 'open', resource: folder, onDenied: () => undefined });
  return grant.resource.value.title;
}

const audit = (grant: Pick<Grant, 'decision' | 'principal'>) => grant.principal.id;

// @ts-expect-error -- an action of another kind
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } });
// @ts-expect-error -- an action of another kind, around a handler
withCerbos({ action: 'open', resource: { kind: 'document', id: '1' } }, () => undefined);
// @ts-expect-error -- a rule without an action
withCerbos({ resource: { kind: 'document', id: '1' } });
// @ts-expect-error -- a rule without a resource
withCerbos({ action: 'view' });
// @ts-expect-error -- an attribute of another type
withCerbos({ action: 'open', resource: { kind: 'folder', id: '1', attr: { depth: 'deep' } } });
// @ts-expect-error -- a kind without policies
withCerbos({ action: 'view', resource: () => ({ kind: 'invoice', id: '1' }) });
// @ts-expect-error -- who is asking is missing
void isAllowed({ resource: { kind: 'document', id: '1' }, action: 'view' });

// What does not exist yet: the rule's function gets the caller, and then what the handler gets.
app.post(
  '/folders/:name',
  withCerbos({
    action: 'open',
    newResource: ({ principal }, req: Request<{ name: string }>) => ({
      kind: 'folder',
      attr: { depth: principal.id.length + req.params.name.length },
    }),
  }),
  (req, res) => {
    res.json({ name: req.params.name, depth: res.locals.cerbos.resource.attr.depth.toFixed() });
  },
);
export const grantForNew = (req: Request) =>
  grantFor(req, {
    action: 'edit',
    newResource: ({ principal }) => ({ kind: 'document', attr: { ownerId: principal.id } }),
  });
