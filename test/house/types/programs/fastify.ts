// A Fastify app: parameters stay typed, and a wrapped handler has the grant of its rule.
import type { CerbosClient } from 'clerk-cerbos';
import { createClerkCerbos, errorHandler, type Grant } from 'clerk-cerbos/fastify';
import Fastify, { type FastifyRequest } from 'fastify';
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
interface ById {
  Params: { id: string };
}

declare const cerbos: CerbosClient;
declare const row: Row;

const { withCerbos, grantFor, isAllowed, authorizer } = createClerkCerbos({
  cerbos,
  resources: {
    document: async (id) => (id === '' ? null : { attr: { ownerId: id }, value: row }),
  },
});

const document = (request: FastifyRequest<ById>) =>
  ({ kind: 'document', id: request.params.id }) as const;

const app = Fastify();
app.setErrorHandler(errorHandler);

// As a preHandler.
app.get(
  '/documents/:id',
  { preHandler: withCerbos({ action: 'view', resource: document }) },
  async (request) => {
    type Checks = [
      Expect<Equal<typeof request.params, { id: string }>>,
      Expect<Equal<typeof request.cerbos, Grant>>,
    ];
    const passed: Checks['length'] = 2;
    return { passed, id: request.cerbos.resource.id, seen: audit(request.cerbos) };
  },
);
app.post(
  '/documents',
  withCerbos(
    { action: 'edit', resource: { kind: 'document', id: 'new', attr: { ownerId: 'user_1' } } },
    (_request, _reply, grant) => {
      // A rule that gives the attributes itself asks no loader, so there may be no value.
      const check: Expect<Equal<typeof grant.resource.value, Row | undefined>> = true;
      return check;
    },
  ),
);
app.addHook('preHandler', withCerbos({ action: 'open', resource: { kind: 'folder', id: '1' } }));
app.route<ById>({
  method: ['PUT', 'PATCH'],
  url: '/documents/:id',
  preHandler: [withCerbos({ action: 'edit', resource: document, onDenied: 'not-found' })],
  handler: async (request) => request.params.id,
});

// Around a handler.
app.put(
  '/documents/:id',
  withCerbos(
    {
      action: 'edit',
      resource: document,
      onDenied: (error, request, reply) =>
        error.code === 'denied' ? reply.code(418).send({ id: request.params.id }) : undefined,
      acceptsToken: ['session_token', 'api_key'],
    },
    async function (request, reply, grant) {
      type Checks = [
        Expect<Equal<typeof request.params, { id: string }>>,
        Expect<Equal<typeof grant.resource.kind, 'document'>>,
        Expect<Equal<typeof grant.resource.value, Row>>,
        Expect<Equal<typeof grant.resource.attr, Readonly<Policies['document']['attr']>>>,
      ];
      const passed: Checks['length'] = 4;
      this.log.info({ passed });
      grant.decision.isAllowed('edit');
      // @ts-expect-error -- an action of another kind
      grant.decision.isAllowed('open');
      await grant.authorizer.isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'open' });
      return reply.send({ title: grant.resource.value.title, seen: audit(grant) });
    },
  ),
);
app.post(
  '/documents',
  withCerbos(
    { action: 'edit', resource: ({ id }) => (id === '' ? null : { kind: 'document', id }) },
    (_request, _reply, grant) => grant.resource.value,
  ),
);

app.get('/plain/:id', async (request: FastifyRequest<ById>) => {
  const { principal } = await authorizer(request);
  const resource = document(request);
  return { id: principal.id, edit: await isAllowed(request, { resource, action: 'edit' }) };
});

// In a framework that runs on this one.
export async function titleOf(request: FastifyRequest<ById>): Promise<string> {
  const grant = await grantFor(request, { action: 'view', resource: document(request) });
  const check: Expect<Equal<typeof grant.resource.value, Row>> = true;
  const folder = { kind: 'folder', id: '1', attr: { depth: check ? 1 : 0 } } as const;
  await grantFor(request, {
    action: 'open',
    resource: () => folder,
    onDenied: { notFoundUnless: 'open' },
  });
  // @ts-expect-error -- an action of another kind
  await grantFor(request, { action: 'open', resource: document(request) });
  // @ts-expect-error -- there is no handler whose arguments a function could get
  await grantFor(request, { action: 'open', resource: folder, onDenied: () => undefined });
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
  '/folders/:id',
  withCerbos(
    {
      action: 'open',
      newResource: ({ principal }, request: FastifyRequest<ById>) => ({
        kind: 'folder',
        attr: { depth: principal.id.length + request.params.id.length },
      }),
    },
    (request, _reply, grant) => [request.params.id, grant.resource.attr.depth.toFixed()],
  ),
);
