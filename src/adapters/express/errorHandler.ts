import type { NextFunction, Request, Response } from 'express';
import { sendAnswer } from '../../answer/respondToOnNode';
import { toProblem } from '../../answer/toProblem';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';

/**
 * Answers errors that handlers after `withCerbos(rule)`, or without a rule, throw: a denied
 * `authorize` gets the same 401, 403 or 404, and an outage the same 503, as a refusal of a rule.
 * Register it after the routes. Other errors go to the next error handler.
 *
 * With Express 4, an async handler must pass its errors to `next`.
 *
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { clerkMiddleware } from '@clerk/express';
 * import { NEW_ID } from 'clerk-cerbos';
 * import { createClerkCerbos, errorHandler } from 'clerk-cerbos/express';
 * import express from 'express';
 *
 * const { authorize } = createClerkCerbos({ cerbos: new GRPC('127.0.0.1:3593', { tls: false }) });
 *
 * const app = express();
 * app.use(clerkMiddleware());
 * app.post('/reports', async (req, res) => {
 *   await authorize(req, { resource: { kind: 'report', id: NEW_ID, attr: {} }, action: 'create' });
 *   res.sendStatus(201);
 * });
 * app.use(errorHandler);
 * ```
 * @see https://expressjs.com/en/guide/error-handling.html
 */
export function errorHandler(
  error: unknown,
  _req: Request,
  res: Response,
  next: NextFunction,
): void {
  // If the response has started, Express closes the connection.
  if (!isClerkCerbosError(error) || res.headersSent) next(error);
  else sendAnswer(res, toProblem(error));
}
