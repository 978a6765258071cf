import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { authorize, document, withCerbos } from './authz';

/** Says that it ran, even where nobody hears the answer any more. */
const ran = (c: Context) => {
  console.log(`ran ${c.req.path}`);
  return c.json({ ran: true });
};

const ask = { action: 'view', resource: { kind: 'document', id: 'globex' } } as const;
const view = withCerbos({ action: 'view', resource: document });

/** Errors of an app, and the ways on which a handler could run in spite of a refusal. */
export const escapes = new Hono()
  // After the guard has let the request pass.
  .get('/after/:id', view, async (c) => {
    // Once it is there, Hono puts the headers of this response on whatever is sent.
    const draft = { ETag: '"draft"', 'Content-Length': '1', 'Cache-Control': 'public' };
    for (const [name, value] of Object.entries(draft)) c.res.headers.set(name, value);
    const resource = { kind: 'document', id: c.req.param('id') };
    await authorize(c, { resource, action: 'edit' });
    return ran(c);
  })
  .get('/fault/handler/:id', view, () => {
    throw new Error('of the handler');
  })
  .get(
    '/fault/async/:id',
    withCerbos({ action: 'view', resource: document }, async () =>
      Promise.reject(new Error('of the async handler')),
    ),
  )
  .get(
    '/exception/:id',
    withCerbos({ action: 'view', resource: document }, () => {
      throw new HTTPException(409, { message: 'of the app' });
    }),
  )
  .get(
    '/drafted/:id',
    withCerbos(
      {
        action: 'view',
        resource: document,
        onDenied: (_error, c) => {
          c.res.headers.set('Cache-Control', 'public');
          return c.json({ ours: true }, 418);
        },
      },
      async (c, grant) => {
        c.header('Content-Length', '1');
        c.header('Cache-Control', 'public');
        await grant.authorizer.authorize({ ...ask, action: 'edit' });
        return ran(c);
      },
    ),
  )

  // Before the guard.
  .use('/public-before/*', async (c, next) => {
    c.header('Cache-Control', 'public');
    await next();
  })
  .get('/public-before/route/:id', withCerbos({ action: 'view', resource: document }), ran)
  .get('/public-before/handler/:id', withCerbos({ action: 'view', resource: document }, ran))
  .get('/public-before/refused/:id', withCerbos(ask), ran)

  // In the functions of the rule.
  .get(
    '/fault/rule/:id',
    withCerbos({ action: 'view', resource: () => Promise.reject(new Error('of the rule')) }),
    ran,
  )
  .get(
    '/nothing/:id',
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as apps do
    withCerbos({ action: 'view', resource: () => Promise.reject() }),
    ran,
  );
