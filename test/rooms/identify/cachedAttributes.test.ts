import { ClerkAPIResponseError } from '@clerk/backend/errors';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClerkAuth, cachedAttributes, createClerkCerbos } from '../../../src';
import type { PrincipalSource } from '../../../src';
import { member, signedOut } from '../ask/auths';

// The package takes its timers once, before a test can replace them. Here time is moved by hand.
vi.mock(import('../../../src/base/timers'), async (original) => ({
  ...(await original()),
  startTimer: (run, ms) => setTimeout(run, ms),
  stopTimer: (timer) => {
    clearTimeout(timer);
  },
}));

const sourceOf = (auth: ClerkAuth): PrincipalSource => ({ auth, claims: {} });
const absent = { memberOf: [] as readonly string[], level: 0 };

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A load that counts, and fails when it is told to. */
function counting() {
  const state = { loads: 0, fault: undefined as unknown };
  const load = async ({ auth }: PrincipalSource) => {
    state.loads += 1;
    await Promise.resolve();
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- SDKs throw what they like
    if (state.fault !== undefined) throw state.fault;
    return { memberOf: [`of ${String(auth.userId)} in ${String(auth.orgId)}`], level: state.loads };
  };
  return { state, load };
}

describe('attributes that are remembered', () => {
  it('are loaded once for all who ask at the same time, and for as long as they are young', async () => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent, ttlMs: 1_000 });
    const asked = await Promise.all([1, 2, 3].map(() => attr(sourceOf(member))));
    expect(new Set(asked).size).toBe(1);
    vi.advanceTimersByTime(999);
    expect((await attr(sourceOf(member))).level).toBe(1);
    vi.advanceTimersByTime(1);
    expect((await attr(sourceOf(member))).level).toBe(2);
    expect(state.loads).toBe(2);
  });

  it('are as old as the question, not as the answer', async () => {
    const attr = cachedAttributes({
      absent,
      ttlMs: 1_000,
      load: () =>
        new Promise<typeof absent>((resolve) => setTimeout(resolve, 900, { ...absent, level: 1 })),
    });
    const first = attr(sourceOf(member));
    await vi.advanceTimersByTimeAsync(900);
    expect((await first).level).toBe(1);
    vi.advanceTimersByTime(101);
    let again = false;
    void attr(sourceOf(member)).then(() => (again = true));
    await vi.advanceTimersByTimeAsync(0);
    expect(again).toBe(false);
  });

  it('never reach another user, session, organization, actor or kind of token', async () => {
    const part = fc.constantFrom('a', 'b', '', 'a","b', null);
    const auth = fc.record({
      tokenType: fc.constantFrom('session_token', 'api_key'),
      isAuthenticated: fc.constant(true as const),
      userId: part,
      sessionId: part,
      orgId: part,
      orgRole: part,
      id: part,
      actor: fc.constantFrom(null, { sub: 'a' }, { sub: 'b' }),
    });
    await fc.assert(
      fc.asyncProperty(auth, auth, async (one, other) => {
        const load = ({ auth: who }: PrincipalSource) =>
          Promise.resolve({ who: JSON.stringify(who) });
        const attr = cachedAttributes({ load, absent: { who: '' } });
        await attr(sourceOf(one));
        expect((await attr(sourceOf(other))).who).toBe(JSON.stringify(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each<[keyof ClerkAuth, unknown]>([
    ['userId', 'user_2'],
    ['sessionId', 'sess_2'],
    ['orgId', 'org_globex'],
    ['orgId', null],
    ['orgRole', 'org:admin'],
    ['actor', { sub: 'user_staff' }],
    ['tokenType', 'api_key'],
    ['id', 'ak_1'],
  ])('are loaded anew for whoever differs in nothing but %s', async (name, value) => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent });
    await attr(sourceOf(member));
    await attr(sourceOf({ ...member, [name]: value }));
    expect(state.loads).toBe(2);
    await attr(sourceOf(member));
    expect(state.loads).toBe(2);
  });

  it('are those that a load of their own would give, whatever the load reads', async () => {
    const text = fc.constantFrom('a', 'b', '', '["a"]');
    const json = fc.oneof(
      text,
      fc.constantFrom(null, 0, 1, true),
      fc.array(text, { maxLength: 2 }),
    );
    const claims = fc.dictionary(
      fc.constantFrom('plan', 'metadata', 'fva', 'iat', 'exp', 'jti', 'sts', 'pla', '__proto__'),
      fc.oneof(json, fc.dictionary(text, json)),
    );
    const auth = fc.record(
      {
        tokenType: fc.constantFrom('session_token', 'api_key'),
        isAuthenticated: fc.constant(true as const),
        userId: text,
        sessionStatus: fc.constantFrom('active', 'pending', null),
        sessionClaims: claims,
        orgPermissions: fc.array(text, { maxLength: 2 }),
        factorVerificationAge: fc.constantFrom<[number, number]>([0, -1], [9, 1]),
        scopes: fc.array(text, { maxLength: 2 }),
        claims,
        subject: text,
        getToken: text.map((token) => () => Promise.resolve(token)),
        debug: text.map((reason) => () => ({ reason })),
        has: fc.boolean().map((may) => () => may),
      },
      { requiredKeys: ['tokenType', 'isAuthenticated'] },
    );
    /** All that a load can find out. */
    const read = async (source: PrincipalSource) => {
      const has: unknown = Reflect.get(source.auth, 'has');
      const may: unknown = typeof has === 'function' ? Reflect.apply(has, source.auth, []) : null;
      const token = await source.auth.getToken?.();
      return { all: JSON.stringify([source, source.auth.debug?.(), may, token]) };
    };
    const own = async (source: PrincipalSource) =>
      (await cachedAttributes({ load: read, absent: { all: '' } })(source)).all;
    const source = fc.record({ auth, claims: claims });
    await fc.assert(
      fc.asyncProperty(source, source, async (one, other) => {
        const attr = cachedAttributes({ load: read, absent: { all: '' } });
        await attr(one);
        // As a request of the same user would look that differs in little.
        const close = { auth: { ...one.auth, ...other.auth }, claims: one.claims };
        expect((await attr(close)).all).toBe(await own(close));
        expect((await attr(other)).all).toBe(await own(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it('of a session are loaded once for all its tokens, whose times a load does not see', async () => {
    const seen: unknown[] = [];
    const attr = cachedAttributes({
      absent: {},
      load: (source) => {
        seen.push(source);
        return Promise.resolve({});
      },
    });
    for (let minute = 0; minute < 3; minute += 1) {
      const times = { iat: minute, nbf: minute, exp: minute + 1, jti: `t${minute}` };
      const auth = {
        ...member,
        sessionClaims: { sub: 'user_1', plan: 'gold', fva: [minute, -1], ...times },
        factorVerificationAge: [minute, -1] as const,
        getToken: () => Promise.resolve(String(minute)),
      };
      await attr({ auth, claims: { plan: 'gold' } });
    }
    const { factorVerificationAge: _, ...auth } = member;
    const sessionClaims = { sub: 'user_1', plan: 'gold' };
    expect(seen).toEqual([{ auth: { ...auth, sessionClaims }, claims: { plan: 'gold' } }]);
  });

  it.each<[string, Partial<ClerkAuth>, PrincipalSource['claims']]>([
    ['a session that is pending', { sessionStatus: 'pending' }, {}],
    ['a permission', { orgPermissions: ['org:docs:write'] }, {}],
    ['a claim', { sessionClaims: { plan: 'gold' } }, { plan: 'gold' }],
    ['the claims of a machine', { claims: { plan: 'gold' } }, {}],
    ['a scope', { scopes: ['read'] }, {}],
  ])('are loaded anew for %s', async (_, differs, claims) => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent });
    await attr(sourceOf(member));
    await attr({ auth: { ...member, ...differs }, claims });
    expect(state.loads).toBe(2);
  });

  it('are not loaded for nobody', async () => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent });
    expect(await attr(sourceOf(signedOut))).toEqual(absent);
    expect(state.loads).toBe(0);
  });

  it('may depend on more, by a key of the app', async () => {
    const { state, load } = counting();
    let region = 'eu';
    const attr = cachedAttributes({ load, absent, key: () => region });
    await attr(sourceOf(member));
    region = 'us';
    await attr(sourceOf(member));
    expect(state.loads).toBe(2);
  });

  it('have every key, whatever was loaded, and can not be changed', async () => {
    const attr = cachedAttributes({
      load: () => Promise.resolve({ level: 3 } as typeof absent),
      absent,
    });
    const loaded = await attr(sourceOf(member));
    expect(loaded).toEqual({ memberOf: [], level: 3 });
    expect(() => Object.assign(loaded, { level: 4 })).toThrow('read only');
  });

  it('are forgotten in the order in which they were not used', async () => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent, maxEntries: 2 });
    const ask = (userId: string) => attr(sourceOf({ ...member, userId }));
    for (const userId of ['a', 'b', 'a', 'c', 'a']) await ask(userId);
    expect(state.loads).toBe(3);
    await ask('b');
    expect(state.loads).toBe(4);
  });

  it('are forgotten when the app says so, with what is under way', async () => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent });
    const early = attr(sourceOf(member));
    attr.forget();
    await early;
    await attr(sourceOf(member));
    expect(state.loads).toBe(2);
  });
});

describe('while loads fail', () => {
  const setUp = async (staleMs: number) => {
    const { state, load } = counting();
    const attr = cachedAttributes({ load, absent, ttlMs: 1_000, staleMs });
    await attr(sourceOf(member));
    vi.advanceTimersByTime(1_000);
    return { state, ask: () => attr(sourceOf(member)), attr };
  };

  it('nothing is said by default, and the failure is no denial', async () => {
    const { state, ask } = await setUp(0);
    state.fault = new Error('down');
    await expect(ask()).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'attributes_unavailable',
      cause: state.fault,
    });
    state.fault = undefined;
    expect((await ask()).level).toBe(3);
  });

  it('the old is good enough within the bound, and not a moment longer', async () => {
    const { state, ask } = await setUp(500);
    state.fault = new Error('down');
    expect((await ask()).level).toBe(1);
    vi.advanceTimersByTime(499);
    expect((await ask()).level).toBe(1);
    vi.advanceTimersByTime(1);
    await expect(ask()).rejects.toMatchObject({ code: 'attributes_unavailable' });
  });

  it.each([
    ['as long as Clerk says', 7, 7_000],
    ['a second where it does not say', undefined, 1_000],
    ['a minute at most', 86_400, 60_000],
  ])('after a 429 nothing is loaded for anybody: %s', async (_, retryAfter, pause) => {
    const { state, ask, attr } = await setUp(0);
    // As Clerk's SDK throws it.
    state.fault = new ClerkAPIResponseError('Too many requests', {
      data: [],
      status: 429,
      ...(retryAfter !== undefined && { retryAfter }),
    });
    await expect(ask()).rejects.toMatchObject({ code: 'attributes_unavailable' });
    state.fault = undefined;
    vi.advanceTimersByTime(pause - 1);
    await expect(ask()).rejects.toMatchObject({ code: 'attributes_unavailable' });
    await expect(attr(sourceOf({ ...member, userId: 'other' }))).rejects.toThrow();
    expect(state.loads).toBe(2);
    vi.advanceTimersByTime(1);
    expect((await ask()).level).toBe(3);
  });

  it('a load that hangs is given up, and does not hold up those who ask later', async () => {
    let hangs = true;
    const attr = cachedAttributes({
      absent,
      timeoutMs: 100,
      load: () => (hangs ? new Promise<never>(() => undefined) : Promise.resolve(absent)),
    });
    const first = expect(attr(sourceOf(member))).rejects.toMatchObject({
      code: 'attributes_unavailable',
    });
    await vi.advanceTimersByTimeAsync(100);
    await first;
    hangs = false;
    expect(await attr(sourceOf(member))).toEqual(absent);
  });
});

it('a load that the runtime dropped does not hold up those who ask later', async () => {
  let [loads, hangs] = [0, true];
  const attr = cachedAttributes({
    absent,
    timeoutMs: 100,
    load: () => {
      loads += 1;
      return hangs ? new Promise<never>(() => undefined) : Promise.resolve(absent);
    },
  });
  void attr(sourceOf(member));
  // As Cloudflare Workers do when a client hangs up: neither timers nor promises go on.
  vi.clearAllTimers();
  hangs = false;
  vi.advanceTimersByTime(99);
  void attr(sourceOf(member));
  expect(loads).toBe(1);
  vi.advanceTimersByTime(1);
  expect(await attr(sourceOf(member))).toEqual(absent);
  expect(loads).toBe(2);
});

it('they stand in the principal, and nothing of the contract can be overwritten by them', async () => {
  const cerbos = {
    checkResources: () => Promise.reject(new Error('asked')),
    planResources: () => Promise.reject(new Error('asked')),
  };
  const principalOf = async (attributes: object) => {
    const attr = cachedAttributes({ load: () => Promise.resolve(attributes), absent: {} });
    return (await createClerkCerbos({ cerbos, principal: { attr } }).authorizer(member)).principal;
  };
  expect((await principalOf({ memberOf: ['org_acme'] })).attr.memberOf).toEqual(['org_acme']);
  await expect(principalOf({ orgId: 'org_globex' })).rejects.toMatchObject({
    code: 'reserved_attribute',
  });
});

it.each(['ttlMs', 'staleMs'])(
  'what stands in Object.prototype is no %s of theirs',
  async (name) => {
    const { state, load } = counting();
    Object.defineProperty(Object.prototype, name, { configurable: true, value: 1e12 });
    const attr = cachedAttributes({ load, absent });
    Reflect.deleteProperty(Object.prototype, name);
    await attr(sourceOf(member));
    state.fault = new Error('down');
    vi.advanceTimersByTime(60_000);
    await expect(attr(sourceOf(member))).rejects.toMatchObject({ code: 'attributes_unavailable' });
  },
);

it.each([
  [{}],
  [{ load: 'x' }],
  [{ absent: null }],
  [{ ttlMs: 0 }],
  [{ ttlMs: NaN }],
  [{ staleMs: -1 }],
  [{ maxEntries: 0 }],
  [{ timeoutMs: -1 }],
])('options that can not work are refused: %j', (wrong) => {
  const right = { load: () => Promise.resolve({}), absent: {} };
  const options = Object.keys(wrong).length === 0 ? wrong : { ...right, ...wrong };
  // As a mistake would have it.
  expect(() => cachedAttributes(options as typeof right)).toThrow(
    'The options of cachedAttributes are wrong',
  );
});
