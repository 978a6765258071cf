import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../../src';
import { member, signedOut } from '../../ask/auths';
import { allowAll, fakeClient } from '../../ask/fakeClient';

const loader = () => ({ attr: { ownerId: 'user_1' } });
const create = (options: object) => (): unknown =>
  Reflect.apply(createClerkCerbos, undefined, [{ cerbos: fakeClient(allowAll), ...options }]);

afterEach(() => {
  vi.useRealTimers();
});

describe('what the options say of the browser', () => {
  it.each([
    ['a kind that has a loader', { resources: { draft: loader }, clientAttributes: ['draft'] }],
    ['an alias of one', { resources: { my_draft: loader }, clientAttributes: ['my-draft'] }],
    ['a string', { clientAttributes: 'draft' }],
    ['numbers', { clientAttributes: [1] }],
    ['an origin with a path', { clientOrigins: ['https://app.example.com/'] }],
    ['one of an app with a path', { clientOrigins: ['capacitor://localhost/'] }],
    ['that of all files', { clientOrigins: ['file://'] }],
    ['all hosts of a domain', { clientOrigins: ['https://*.example.com'] }],
    ['all extensions', { clientOrigins: ['chrome-extension://*'] }],
    ['an origin as no browser writes it', { clientOrigins: ['https://App.example.com'] }],
    ['an app as no browser writes it', { clientOrigins: ['tauri://Localhost'] }],
    ['an extension with a path', { clientOrigins: ['moz-extension://0a1b/page.html'] }],
    ['any origin', { clientOrigins: ['*'] }],
    ['the origin of nothing', { clientOrigins: ['null'] }],
  ])('is refused where it names %s', (_, options) => {
    expect(create(options)).toThrow(expect.objectContaining({ name: 'ConfigurationError' }));
  });

  it('is taken where it can work', () => {
    const options = { resources: { document: loader }, clientAttributes: ['draft'] };
    expect(create({ ...options, clientOrigins: ['https://app.example.com'] })).not.toThrow();
  });

  it.each([
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://0a1b2c3d-0000-4000-8000-000000000000',
    'capacitor://localhost',
    'tauri://localhost',
    'http://localhost:5173',
  ])('is taken where it names an origin of an extension, an app, or a page: %s', (origin) => {
    expect(create({ clientOrigins: [origin] })).not.toThrow();
  });
});

describe('a snapshot', () => {
  const { snapshot, authorizer } = createClerkCerbos({
    cerbos: fakeClient(allowAll),
    clientAttributes: ['draft'],
    resources: { document: (id: string) => (id === 'none' ? null : loader()) },
  });
  const view = (id: string) => ({ resource: { kind: 'document', id }, actions: ['view'] });

  it('says whose it is and what is allowed, and no attribute that a loader found', async () => {
    expect(await snapshot(member, [view('1'), view('none')])).toEqual({
      session: { userId: 'user_1', sessionId: 'sess_1', orgId: 'org_acme' },
      decidedAt: expect.any(Number),
      decisions: [
        { kind: 'document', id: '1', actions: { view: true } },
        { kind: 'document', id: 'none', actions: { view: false } },
      ],
    });
  });

  it('carries a time before the first load that it was made of, until the authorizer forgets', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    const kept = await authorizer(member);
    const made = async () => (await kept.snapshot([view('1'), view('none')])).decidedAt;
    expect(await made()).toBe(1_000);
    vi.setSystemTime(5_000);
    expect(await made()).toBe(1_000);
    kept.forget();
    expect(await made()).toBe(5_000);
  });

  it('carries a time before the attributes of the principal were loaded', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_000 });
    let plan = 'pro';
    const { snapshot } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document: loader },
      principal: {
        attr: async () => {
          const read = { plan };
          // The plan changes while the answer of the database is on its way.
          await Promise.resolve();
          vi.setSystemTime(2_000);
          plan = 'free';
          return read;
        },
      },
    });
    expect((await snapshot(member, [view('1')])).decidedAt).toBe(1_000);
  });

  it('is of nobody where nobody is signed in', async () => {
    const { session } = await snapshot(signedOut, [view('1')]);
    expect(session).toEqual({ userId: '', sessionId: '', orgId: '' });
  });

  it('repeats the attributes that the browser will say itself, and no others', async () => {
    const attr = { text: 'mine' };
    const own = { ...view('1'), resource: { kind: 'document', id: '1', attr } };
    const draft = { resource: { kind: 'draft', id: '1', attr }, actions: ['save'] };
    const { decisions } = await (await authorizer(member)).snapshot([own, draft]);
    expect(decisions).toEqual([
      { kind: 'document', id: '1', actions: { view: true } },
      { kind: 'draft', id: '1', attr, actions: { save: true } },
    ]);
  });

  it('of nothing has the session, and no decisions', async () => {
    const { userId = '', sessionId = '', orgId = '' } = member;
    expect(await snapshot(member, [])).toEqual({
      session: { userId, sessionId, orgId },
      decisions: [],
    });
  });
});
