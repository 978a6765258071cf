import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AnyPolicies, ClerkAuth } from '../../../../src';
import type { DataFunctionArgs } from '../../../../src/adapters/react-router';
import { createDataFunctions } from '../../../../src/bridge/data-functions/createDataFunctions';
import { allowAll, fakeClient } from '../../ask/fakeClient';
import { member } from '../../ask/auths';
import { frameworks } from './frameworks';

const userOf = ({ request }: DataFunctionArgs) => request.headers.get('authorization') ?? '';

/** The bridge, with Clerk counted: it takes a moment, as one that verifies a token does. */
function start() {
  const asked: { user: string; acceptsToken: unknown }[] = [];
  const identified: string[] = [];
  const verbs = createDataFunctions<AnyPolicies, object>(
    {
      cerbos: fakeClient(allowAll),
      principal: {
        attr: ({ auth }) => {
          identified.push(String(auth.userId));
          return { seen: identified.length };
        },
      },
    },
    async (args, { acceptsToken }): Promise<ClerkAuth> => {
      const user = userOf(args);
      asked.push({ user, acceptsToken });
      await wait(Math.random() * 10);
      return { ...member, userId: user };
    },
  );
  return { asked, identified, ...verbs };
}

const resource = { kind: 'document', id: '1', attr: {} };

const to = (path: string, user: string, init: RequestInit = {}) =>
  new Request(`http://localhost${path}`, {
    ...init,
    headers: { authorization: user, host: 'localhost' },
  });

describe.each(Object.entries(frameworks))('one request of %s', (_, { serve, paths }) => {
  it.each(paths)('asks Clerk once, whatever its loaders ask: %s', async (path) => {
    const { asked, identified, authorizer, isAllowed, withCerbos } = start();
    const guarded = withCerbos({ action: 'view', resource }, () => null);
    let loaded = 0;
    const handle = serve({
      loader: async (args) => {
        loaded += 1;
        await Promise.all([
          authorizer(args),
          isAllowed(args, { resource, action: 'view' }),
          guarded(args),
        ]);
        return null;
      },
      action: () => null,
    });
    await handle(to(path, 'user_1'));
    expect([loaded, asked.length, identified.length]).toEqual([3, 1, 1]);
    await handle(to(path, 'user_1'));
    expect([loaded, asked.length, identified.length]).toEqual([6, 2, 2]);
  });

  it('asks Clerk once for an action and the loaders after it, which share no answers', async () => {
    const { asked, identified, authorizer } = start();
    const principals: unknown[] = [];
    const note = async (args: DataFunctionArgs) => {
      principals.push((await authorizer(args)).principal);
      return null;
    };
    const handle = serve({ loader: note, action: note });
    const response = await handle(to('/a/b', 'user_1', { method: 'POST', body: 'a=1' }));
    expect(response.status).toBe(200);
    const [acted, ...loaded] = principals;
    expect(loaded).toHaveLength(3);
    expect(new Set(loaded).size).toBe(1);
    expect(loaded).not.toContain(acted);
    expect([asked.length, identified.length]).toEqual([1, 2]);
  });

  it('asks Clerk anew for other kinds of token', async () => {
    const { asked, withCerbos } = start();
    const session = withCerbos({ action: 'view', resource }, () => null);
    const any = withCerbos({ action: 'view', resource, acceptsToken: 'any' }, () => null);
    const key = withCerbos({ action: 'view', resource, acceptsToken: ['api_key'] }, () => null);
    const handle = serve({
      loader: async (args) => {
        for (const loader of [session, any, key]) await loader(args);
        return null;
      },
      action: () => null,
    });
    await handle(to('/a/b', 'user_1'));
    expect(asked.map(({ acceptsToken }) => acceptsToken)).toEqual([undefined, 'any', ['api_key']]);
  });

  it('shares nothing with another one at the same moment', async () => {
    const { asked, authorizer } = start();
    const mixed: string[] = [];
    const handle = serve({
      loader: async (args) => {
        await wait(Math.random() * 10);
        const { principal } = await authorizer(args);
        await wait(Math.random() * 10);
        const again = await authorizer(args);
        if (principal.id !== userOf(args) || again.principal !== principal) {
          mixed.push(`${principal.id}, ${again.principal.id} for ${userOf(args)}`);
        }
        return null;
      },
      action: () => null,
    });
    await Promise.all(
      Array.from({ length: 90 }, (_, index) => handle(to(paths.at(-1) ?? '', `user_${index % 3}`))),
    );
    expect(mixed).toEqual([]);
    expect(asked).toHaveLength(90);
  });
});

describe('arguments that a test makes by hand', () => {
  const params = {};
  const context = {};

  it('never lend one caller what is known of another, even if they share everything else', async () => {
    const { authorizer } = start();
    const principals = await Promise.all(
      ['user_1', 'user_2', 'user_1'].map((user) =>
        authorizer({ request: to('/a', user), params, context }),
      ),
    );
    expect(principals.map(({ principal }) => principal.id)).toEqual(['user_1', 'user_2', 'user_1']);
  });

  it('never lend what is known in another context', async () => {
    const { asked, authorizer } = start();
    await authorizer({ request: to('/a', 'user_1'), params, context });
    await authorizer({ request: to('/a', 'user_1'), params, context: {} });
    expect(asked).toHaveLength(2);
  });
});

describe('what goes wrong while Clerk is asked', () => {
  it('passes through untouched, a handshake among it, and is not remembered', async () => {
    const handshake = new Response(null, { status: 307 });
    let asked = 0;
    const { withCerbos, authorizer } = createDataFunctions<AnyPolicies, object>(
      { cerbos: fakeClient(allowAll) },
      async () => {
        asked += 1;
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as Clerk's SDK for Remix does
        if (asked === 1) throw handshake;
        return member;
      },
    );
    const args = { request: to('/a', 'user_1'), params: {}, context: {} };
    const loader = withCerbos({ action: 'view', resource }, () => 'ran');
    await expect(loader(args)).rejects.toBe(handshake);
    expect(handshake.headers.has('cache-control')).toBe(false);
    expect(await loader(args)).toBe('ran');
    expect((await authorizer(args)).principal.id).toBe('user_1');
    expect(asked).toBe(2);
  });
});
