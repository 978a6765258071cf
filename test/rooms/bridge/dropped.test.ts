import { HTTP } from '@cerbos/http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RegisteredPolicies, Authorizer, ClerkAuth } from '../../../src';
import { createClerkCerbos } from '../../../src';
import { respond } from '../../../src/answer/respond';
import type { VerbsWithAuthorizer } from '../../../src/ask/types/Verbs';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import type { AnyGrant } from '../../../src/bridge/guard/Rule';
import { readRule } from '../../../src/bridge/guard/readRule';
import { patient, usePdp } from '../../setup/pdp';
import { member } from '../ask/auths';

const pdp = usePdp();
interface Req {
  readonly auth: ClerkAuth;
}
const mine = {
  kind: 'document',
  id: '1',
  attr: { ownerId: 'user_1', orgId: 'org_acme', public: false },
};
const theirs = { ...mine, id: '2', attr: { ...mine.attr, ownerId: 'user_2', orgId: 'org_globex' } };
const granted = { resource: mine, action: 'edit' };
const denied = { resource: theirs, action: 'edit' };

/** What a handler asks with: the verbs, given its request; those that know it; and its grant's. */
interface Askers {
  readonly req: Req;
  readonly verbs: VerbsWithAuthorizer<RegisteredPolicies, [req: Req]>;
  readonly known: VerbsWithAuthorizer<RegisteredPolicies, []>;
  readonly authorizer: Authorizer;
}

const ways: [string, (askers: Askers) => Pick<Authorizer, 'authorize' | 'isAllowed'>][] = [
  [
    'the verbs, given its request',
    ({ verbs, req }) => ({
      authorize: (question) => verbs.authorize(req, question),
      isAllowed: (question) => verbs.isAllowed(req, question),
    }),
  ],
  ['the verbs of a framework that knows its request', ({ known }) => known],
  ["the grant's authorizer", ({ authorizer }) => authorizer],
];

let unhandled: unknown[];
const hear = (reason: unknown) => {
  unhandled.push(reason);
};
// Vitest has a listener of its own, which fails the run.
let others: NodeJS.UnhandledRejectionListener[];
beforeEach(() => {
  unhandled = [];
  others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', hear);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  process.removeAllListeners('unhandledRejection');
  for (const other of others) process.on('unhandledRejection', other);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Serves one request as an adapter does. */
async function serve(handler: (askers: Askers) => Response | Promise<Response>): Promise<unknown> {
  const req = { auth: member };
  const bridge = createRequestBridge<RegisteredPolicies, object, Req>(
    { cerbos: new HTTP(pdp().httpUrl), ...patient },
    { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
  );
  const known = bridge.verbsOf(async () => {
    // As a framework that looks it up, in more ticks than a handler takes to answer.
    for (let tick = 0; tick < 30; tick += 1) await Promise.resolve();
    return req;
  });
  const call = bridge.guard(req, readRule({ action: 'edit', resource: mine }), []);
  const response = await respond(call, async () => {
    const { authorizer } = await call.grant<AnyGrant>();
    return handler({ req, verbs: bridge.verbs, known, authorizer });
  });
  // What is rejected until here, and not heard, is told by now.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const body: unknown = await response.json();
  return { status: response.status, body };
}

const ok = () => Response.json('done');
const done = { status: 200, body: 'done' };
const refused = {
  status: 500,
  body: { title: 'Internal Server Error', status: 500, code: 'not_awaited' },
};

// What is said, is said once per process: this comes first.
it('a denial that nothing waits for, and no guard sees, is said in production and stays unhandled', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { authorize } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
  void authorize(member, denied);
  await vi.waitFor(() => {
    expect(unhandled).toEqual([expect.objectContaining({ code: 'denied' })]);
  }, 30_000);
  expect(warn.mock.calls.join()).toContain(
    '[clerk-cerbos] The result of authorize(…) is not awaited, so it',
  );
});

describe.each(ways)('a guarded handler that asks by %s', (_, askerOf) => {
  it.each([
    ['allowed', granted],
    ['denied', denied],
    ['refused as a question', { resource: { ...mine, attr: { at: NaN } }, action: 'edit' }],
  ])(
    'fails where it drops an authorize that is %s, and nothing is unhandled',
    async (__, question) => {
      const drop = (askers: Askers) => {
        void askerOf(askers).authorize(question);
        return ok();
      };
      expect(await serve(drop)).toEqual(refused);
      expect(unhandled).toEqual([]);
    },
  );

  it('fails where it drops one, and its answer comes before the handler ends', async () => {
    const drop = async (askers: Askers) => {
      void askerOf(askers).authorize(denied);
      await askerOf(askers).isAllowed(granted);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return ok();
    };
    expect(await serve(drop)).toEqual(refused);
  });

  it('fails where it drops one, and then redirects', async () => {
    const drop = (askers: Askers) => {
      void askerOf(askers).authorize(granted);
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as frameworks redirect
      throw Response.redirect('https://example.com/');
    };
    expect(await serve(drop)).toEqual(refused);
  });

  it.each<[string, (asked: Promise<unknown>) => unknown]>([
    ['await', async (asked) => await asked],
    ['then', (asked) => asked.then(() => undefined)],
    ['catch', (asked) => asked.catch(() => undefined)],
    ['finally', (asked) => asked.finally(() => undefined)],
    ['Promise.all', (asked) => Promise.all([asked, asked])],
    ['Promise.allSettled', (asked) => Promise.allSettled([asked])],
    ['Promise.race', (asked) => Promise.race([asked])],
    ['a return out of an async function', async (asked) => asked],
  ])('passes where it waits by %s', async (__, wait) => {
    const heed = async (askers: Askers) => {
      const asked = askerOf(askers).authorize(granted);
      expect(asked).toBeInstanceOf(Promise);
      await askerOf(askers).isAllowed(granted);
      await wait(asked);
      return ok();
    };
    expect(await serve(heed)).toEqual(done);
  });

  it('passes where it drops another question, which may be needed later', async () => {
    const drop = (askers: Askers) => {
      void askerOf(askers).isAllowed(denied);
      return ok();
    };
    expect(await serve(drop)).toEqual(done);
  });

  it('tells what it threw itself, where that is an error', async () => {
    const fail = (askers: Askers) => {
      void askerOf(askers).authorize(granted);
      throw new RangeError('mine');
    };
    await expect(serve(fail)).rejects.toThrow('mine');
  });
});

it('one request does not fail for what another has not awaited yet', async () => {
  let wait: Promise<unknown> | undefined;
  const slow = serve(async ({ verbs, req }) => {
    const asked = verbs.authorize(req, granted);
    await new Promise((resolve) => setTimeout(resolve, 200));
    wait = asked;
    await asked;
    return ok();
  });
  const quick = await Promise.all([serve(ok), serve(ok), serve(ok)]);
  expect(quick).toEqual([done, done, done]);
  expect(wait).toBeUndefined();
  expect(await slow).toEqual(done);
});

describe('in development', () => {
  /** What is said on the console, once there is something. */
  const said = async (ask: () => unknown) => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await ask();
    await vi.waitFor(() => {
      expect(warn).toHaveBeenCalled();
    }, 30_000);
    return warn.mock.calls.join('\n');
  };

  it('a dropped authorize of a guarded handler is named with its place', async () => {
    const text = await said(() =>
      serve(({ authorizer }) => {
        void authorizer.authorize(granted);
        return ok();
      }),
    );
    expect(text).toMatch(/The result of authorize\(…\) at .*dropped\.test\.ts:\d+:\d+/);
    expect(vi.mocked(console.error).mock.calls.join()).toContain('dropped.test.ts');
  });

  it('any dropped question is, where there is no guard to notice it', async () => {
    const { isAllowed } = await development();
    const text = await said(() => {
      // eslint-disable-next-line @typescript-eslint/no-misused-promises, @typescript-eslint/no-unnecessary-condition -- the mistake
      if (!isAllowed(member, denied)) throw new Error('a promise is never false');
    });
    expect(text).toMatch(/The result of isAllowed\(…\) at .*dropped\.test\.ts:\d+:\d+/);
    expect(text).toContain('a promise is always truthy');
  });

  it('its place is in the code of the app, also where a function has no name', async () => {
    const { isAllowed } = await development();
    const { captureStackTrace } = Error;
    const text = await said(() => {
      // As a runner of TypeScript prints it.
      Error.captureStackTrace = (holder: { stack?: string }) => {
        holder.stack = [
          'Error',
          '    at async Promise.all (index 0)',
          '    at new Promise (<anonymous>)',
          '    at <anonymous> (/app/src/app.ts:3:43)',
          '    at Layer.handle (/app/node_modules/router/lib/layer.js:169:33)',
        ].join('\n');
      };
      try {
        void isAllowed(member, denied);
      } finally {
        Error.captureStackTrace = captureStackTrace;
      }
    });
    expect(text).toContain('isAllowed(…) at <anonymous> (/app/src/app.ts:3:43)');
  });

  it('a denial that nothing waits for is left to the process to notice, too', async () => {
    const { authorize } = await development();
    const text = await said(() => {
      void authorize(member, denied);
    });
    expect(text).toMatch(/The result of authorize\(…\) at .*dropped\.test\.ts/);
    expect(unhandled).toEqual([expect.objectContaining({ code: 'denied' })]);
  });

  it('nothing is said of what is awaited, though later than answered', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { isAllowed } = await development();
    const asked = isAllowed(member, granted);
    await isAllowed(member, granted);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await asked).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(warn).not.toHaveBeenCalled();
  });

  const development = async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const made = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    // The first question opens the connection.
    await made.isAllowed(member, granted);
    return made;
  };
});
