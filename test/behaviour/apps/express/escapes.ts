import type { Request, Response, Router } from 'express';
import { authorize, document, withCerbos } from './authz';

/** Says that it ran, even where nobody hears the answer any more. */
const ran = (req: Request, res: Response) => {
  console.log(`ran ${req.path}`);
  if (!res.headersSent) res.json({ ran: true });
};

const view = withCerbos({ action: 'view', resource: document });
const ask = { action: 'view', resource: { kind: 'document', id: 'globex' } } as const;

/** Errors of an app, and the ways on which a handler could run in spite of a refusal. */
export function escapes(router: Router): Router {
  return (
    router
      // After the guard has let the request pass.
      .get('/after/:id', view, (req, res, next) => {
        res.set({ ETag: '"draft"', 'Content-Length': '1' });
        authorize(req, { resource: document(req), action: 'edit' }).then(() => ran(req, res), next);
      })
      .get('/fault/handler/:id', view, () => {
        throw new Error('of the handler');
      })
      .get(
        '/fault/async/:id',
        withCerbos({ action: 'view', resource: document }, async () => {
          await Promise.reject(new Error('of the async handler'));
        }),
      )
      .get(
        '/half/:id',
        withCerbos({ action: 'view', resource: document }, async (_req, res, _next, grant) => {
          res.set('Content-Length', '1000').write('half');
          await grant.authorizer.authorize({ ...ask, action: 'edit' });
          res.end();
        }),
      )

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
      )
      .get(
        '/word/:id',
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as apps do
        withCerbos({ action: 'view', resource: () => Promise.reject('route') }),
        ran,
      )
      .get(
        '/handed-on/:id',
        withCerbos({
          action: 'view',
          resource: (req: Request<{ id: string }>, _res, next) => {
            next(new Error('handed on'));
            return document(req);
          },
        }),
        ran,
      )
      .get(
        '/answered/:id',
        withCerbos({
          action: 'view',
          resource: (_req, res) => {
            res.redirect('/sign-in');
            return null;
          },
        }),
        ran,
      )
      .get('/next/:id', withCerbos({ ...ask, onDenied: (_error, _req, _res, next) => next() }), ran)
      .get(
        '/next-route/:id',
        withCerbos({ ...ask, onDenied: (_error, _req, _res, next) => next('route') }),
        ran,
      )
      .get('/next-route/:id', ran)
      .get(
        '/next-error/:id',
        withCerbos({ ...ask, onDenied: (_error, _req, _res, next) => next(new Error('teapot')) }),
        ran,
      )
      .get(
        '/sent-later/:id',
        withCerbos({
          ...ask,
          onDenied: (error, _req, res) => {
            setTimeout(() => res.status(418).json({ told: error.code }), 50);
            return res;
          },
        }),
        ran,
      )
  );
}
