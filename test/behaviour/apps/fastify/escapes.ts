import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { authorize, type ById, document, withCerbos } from './authz';

/** Says that it ran, even where nobody hears the answer any more. */
const ran = (request: FastifyRequest) => {
  console.log(`ran ${request.url}`);
  return { ran: true };
};

const ask = { action: 'view', resource: { kind: 'document', id: 'globex' } } as const;
const view = withCerbos({ action: 'view', resource: document });

/** Errors of an app, and the ways on which a handler could run in spite of a refusal. */
export async function escapes(app: FastifyInstance): Promise<void> {
  // After the guard has let the request pass.
  app.get('/after/:id', { preHandler: view }, async (request: FastifyRequest<ById>, reply) => {
    reply.headers({ etag: '"draft"', 'content-length': '1' });
    await authorize(request, { resource: document(request), action: 'edit' });
    return ran(request);
  });
  app.get('/fault/handler/:id', { preHandler: view }, () => {
    throw new Error('of the handler');
  });
  app.get(
    '/fault/async/:id',
    withCerbos({ action: 'view', resource: document }, async () => {
      await Promise.reject(new Error('of the async handler'));
    }),
  );
  const later = new EventEmitter();
  // A handler that is not async, and answers later.
  app.get(
    '/later/:id',
    withCerbos({ action: 'view', resource: document }, function (request, reply) {
      setTimeout(() => {
        console.log(`answered ${request.url}`);
        void reply.send({
          later: this.hasRoute({ method: 'GET', url: '/api/later/:id' }),
          url: request.url,
        });
        later.emit('answered');
      }, 20);
    }),
  );

  // In the functions of the rule.
  app.get(
    '/fault/rule/:id',
    {
      preHandler: withCerbos({
        action: 'view',
        resource: () => Promise.reject(new Error('of the rule')),
      }),
    },
    ran,
  );
  app.get(
    '/nothing/:id',
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as apps do
    { preHandler: withCerbos({ action: 'view', resource: () => Promise.reject() }) },
    ran,
  );
  app.get(
    '/answered/:id',
    {
      preHandler: withCerbos({
        action: 'view',
        resource: (_request, reply) => void reply.redirect('/sign-in'),
      }),
    },
    ran,
  );
  app.get(
    '/sent-later/:id',
    {
      preHandler: withCerbos({
        ...ask,
        onDenied: async (error, _request, reply) => {
          await sleep(50);
          return reply.code(418).send({ told: error.code });
        },
      }),
    },
    ran,
  );

  await app.register(async (slow) => {
    slow.addHook('onSend', async ({ url, raw }) => {
      if (url.endsWith('/hung-up')) {
        // It is on its way until the caller is gone, and somebody else has been answered.
        console.log(`sending ${url}`);
        await once(raw.socket, 'close');
        console.log(`gone from ${url}`);
        await once(later, 'answered');
      } else await sleep(200);
    });
    slow.get('/slow/:id', { preHandler: withCerbos(ask) }, ran);
    slow.get(
      '/slow-answer/:id',
      {
        preHandler: withCerbos({
          ...ask,
          onDenied: (error, _request, reply) => reply.code(418).send({ told: error.code }),
        }),
      },
      ran,
    );
  });
}
