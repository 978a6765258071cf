import { clerkMiddleware } from '@clerk/react-router/server';
import { type AppLoadContext, createRequestHandler, RouterContextProvider } from 'react-router';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos, type DataFunctionArgs } from '../../../src/adapters/react-router';
import type { ClerkSandbox } from '../../../src/testing';
import { allowAll, fakeClient } from '../ask/fakeClient';
import { serverBuild } from '../bridge/dataFunctions/frameworks';
import { startSandbox } from '../testing/sandboxAccounts';

let clerk: ClerkSandbox;
beforeAll(async () => {
  clerk = await startSandbox();
});
afterAll(() => clerk.close());
afterEach(() => {
  vi.restoreAllMocks();
});

/** An app of one route, which says who is calling. */
function start(beforeAsking: () => Promise<unknown> = () => Promise.resolve()) {
  const { authorizer } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
  const { publishableKey, secretKey, jwtKey } = clerk;
  const middleware = [clerkMiddleware({ publishableKey, secretKey, jwtKey })];
  const loader = async (args: DataFunctionArgs) => {
    await beforeAsking();
    const { principal } = await authorizer(args);
    return Response.json({ id: principal.id });
  };
  const routes = { root: { id: 'root', path: 'me', module: { loader, middleware } } };
  const build = serverBuild(routes, { v8_middleware: true });
  // What a build of this app would hold, less what answers pages.
  const handle = createRequestHandler(
    build as unknown as Parameters<typeof createRequestHandler>[0],
  );
  return async (headers: Record<string, string>, context: RouterContextProvider) => {
    const request = new Request('http://localhost/me', { headers });
    // Its type is that of an app without middleware.
    const response = await handle(request, context as unknown as AppLoadContext);
    const body = (await response.json().catch(() => ({}))) as { id?: string };
    return response.status === 200 ? body.id : response.status;
  };
}

const bearer = (userId: string) => ({ authorization: `Bearer ${clerk.sessionToken({ userId })}` });

/** A hundred pairs of requests at once, and who each pair was told to be. */
async function race(
  people: readonly [Record<string, string>, Record<string, string>],
  makeContext: () => RouterContextProvider,
) {
  const ask = start();
  return Promise.all(
    Array.from({ length: 100 }, async () =>
      Promise.all(people.map((headers) => ask(headers, makeContext()))),
    ),
  );
}

describe('requests of React Router that share one context', () => {
  it.each([
    ['another user', () => bearer('user_bob')],
    ['a visitor who is signed out', () => ({})],
  ])('answer for nobody else: %s, while Ada asks', async (_, credentials) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const shared = new RouterContextProvider();
    // Clerk's middleware has run for the other one, and then runs for Ada before the other asks.
    const adaAsks = () => start()(bearer('user_ada'), shared);
    expect(await start(adaAsks)(credentials(), shared)).toBe(500);
  });

  it('are told apart where each has its own, whether by header or by cookie', async () => {
    const cookie = (userId: string) => {
      const iat = Math.floor(Date.now() / 1_000) - 10;
      return {
        cookie: `__session=${clerk.sessionToken({ userId })}; __client_uat=${iat}; __clerk_db_jwt=x`,
      };
    };
    for (const credentials of [bearer, cookie]) {
      const people = [credentials('user_ada'), credentials('user_bob')] as const;
      const pairs = await race(people, () => new RouterContextProvider());
      expect(new Set(pairs.map(String))).toEqual(new Set(['user_ada,user_bob']));
    }
  });
});
