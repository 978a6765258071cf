import { act, render, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Allowed, CerbosProvider, RequestError, useIsAllowed } from '../../../src/react';
import { alice, fakeClerk, nobody, sessionOf } from './fakeClerk';
import { type Asked, fakeEndpoint, settled } from './fakeEndpoint';

const resource = { kind: 'document', id: '1' };
const see = () =>
  act(async () => {
    document.dispatchEvent(new Event('visibilitychange'));
    await settled();
  });

async function ask({
  endpoint,
  auth = alice,
}: { endpoint?: string; auth?: typeof alice | typeof nobody } = {}) {
  const asked = fakeEndpoint();
  const { useAuth } = fakeClerk(auth);
  const wrapper = ({ children }: { children: ReactNode }) => (
    <CerbosProvider useAuth={useAuth} {...(endpoint !== undefined && { endpoint })}>
      {children}
    </CerbosProvider>
  );
  const { result } = renderHook(() => useIsAllowed({ resource, action: 'view' }), { wrapper });
  await act(settled);
  return { asked, result };
}

const problem = (status: number, code: string) => [status, { title: 'No', status, code }] as const;

afterEach(() => {
  vi.useRealTimers();
});

it('an error is one for a hook of another build of this module, too', async () => {
  const asked = fakeEndpoint();
  const { useAuth } = fakeClerk(alice);
  vi.resetModules();
  const other = await import('../../../src/react');
  expect(other.RequestError).not.toBe(RequestError);
  const { result } = renderHook(() => other.useIsAllowed({ resource, action: 'view' }), {
    wrapper: ({ children }: { children: ReactNode }) => (
      <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>
    ),
  });
  await act(settled);
  await act(async () => asked[0]?.breakOff());
  expect(result.current).toMatchObject({ isLoading: false, error: { code: 'unreachable' } });
});

describe('an answer that can not be trusted is an error, and never an allow', () => {
  const garbage: [string, (request: Asked) => Promise<void>, string][] = [
    ['a page instead of JSON', (r) => r.answer(200, '<html>'), 'invalid_answer'],
    ['an empty body', (r) => r.answer(200, ''), 'invalid_answer'],
    ['null', (r) => r.answer(200, null), 'invalid_answer'],
    ['true', (r) => r.answer(200, true), 'invalid_answer'],
    ['no decisions', (r) => r.answer(200, {}), 'invalid_answer'],
    ['too few decisions', (r) => r.answer(200, { decisions: [] }), 'invalid_answer'],
    [
      'too many decisions',
      (r) => r.answer(200, { decisions: [{ view: true }, { view: true }] }),
      'invalid_answer',
    ],
    ['a missing action', (r) => r.answer(200, { decisions: [{ edit: true }] }), 'invalid_answer'],
    [
      'an action that is not a boolean',
      (r) => r.answer(200, { decisions: [{ view: 'true' }] }),
      'invalid_answer',
    ],
    ['an action that is 1', (r) => r.answer(200, { decisions: [{ view: 1 }] }), 'invalid_answer'],
    [
      'decisions by name',
      (r) => r.answer(200, { decisions: { 0: { view: true }, length: 1 } }),
      'invalid_answer',
    ],
    [
      'an allow with status 500',
      (r) => r.answer(500, { decisions: [{ view: true }] }),
      'invalid_answer',
    ],
    [
      'an allow with status 403',
      (r) => r.answer(403, { decisions: [{ view: true }] }),
      'invalid_answer',
    ],
    ['400', (r) => r.answer(...problem(400, 'invalid_question')), 'invalid_question'],
    ['503', (r) => r.answer(...problem(503, 'pdp_unreachable')), 'pdp_unreachable'],
    ['no network', (r) => r.breakOff(), 'unreachable'],
  ];

  it.each(garbage)('%s', async (_, reply, code) => {
    const { asked, result } = await ask();
    await act(async () => {
      if (asked[0]) await reply(asked[0]);
    });
    expect(result.current).toMatchObject({
      isLoading: false,
      isAllowed: false,
      error: { name: 'RequestError', code },
    });
    expect(result.current.error).toBeInstanceOf(RequestError);
    await see();
    await act(async () => asked[1]?.allow());
    expect(result.current).toEqual({ isLoading: false, isAllowed: true, error: undefined });
    // What was allowed is so no more when it can't be asked again.
    await see();
    await act(async () => {
      if (asked[2]) await reply(asked[2]);
    });
    expect(result.current).toMatchObject({ isAllowed: false, error: { code } });
  });

  it('an inherited name is not an answer', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    render(
      <CerbosProvider useAuth={useAuth}>
        <Allowed resource={resource} actions={['constructor', '__proto__']} fallback="-">
          +
        </Allowed>
      </CerbosProvider>,
    );
    await act(settled);
    expect(asked[0]?.checks[0]?.actions).toEqual(['constructor', '__proto__']);
    await act(async () => asked[0]?.answer(200, { decisions: [{}] }));
    expect(document.body.textContent).toBe('-');
    await see();
    await act(async () =>
      asked[1]?.answer(200, '{"decisions":[{"constructor":true,"__proto__":true}]}'),
    );
    expect(document.body.textContent).toBe('+');
  });

  it('a boolean that every object inherits is not an answer', async () => {
    const { asked, result } = await ask();
    Object.defineProperty(Object.prototype, 'view', { value: true, configurable: true });
    try {
      await act(async () => asked[0]?.answer(200, { decisions: [{}] }));
    } finally {
      Reflect.deleteProperty(Object.prototype, 'view');
    }
    expect(result.current).toMatchObject({ isAllowed: false, error: { code: 'invalid_answer' } });
  });

  it('no answer at all is one after a while', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { asked, result } = await ask();
    await act(async () => {
      vi.advanceTimersByTime(60_000);
      await settled();
    });
    expect(result.current).toMatchObject({
      isLoading: false,
      isAllowed: false,
      error: { code: 'unreachable' },
    });
    expect(asked[0]?.isAborted()).toBe(true);
  });

  it('says nothing of attributes or of the principal', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const attr = { secret: 'tulip' };
    const { result } = renderHook(
      () => useIsAllowed({ resource: { ...resource, attr }, action: 'view' }),
      {
        wrapper: ({ children }) => <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>,
      },
    );
    await act(settled);
    await act(async () => asked[0]?.answer(200, 'tulip user_alice'));
    expect(result.current.error?.message).toBe('invalid_answer (200)');
    expect(JSON.stringify(Object.entries(result.current.error ?? {}))).not.toMatch(/tulip|alice/);
  });
});

describe('a question that can not be asked', () => {
  const cyclic: { self?: object } = {};
  cyclic.self = cyclic;
  it.each([
    ['an empty id', { kind: 'document', id: '' }, 'view'],
    ['an empty kind', { kind: '', id: '1' }, 'view'],
    ['an empty action', resource, ''],
    ['an id that is a number', { kind: 'document', id: 7 as unknown as string }, 'view'],
    ['an attribute that is no number', { ...resource, attr: { size: NaN } }, 'view'],
    ['an attribute that contains itself', { ...resource, attr: cyclic }, 'view'],
  ])(
    'is an error of its own, and leaves those alone who ask beside it: %s',
    async (_, wrong, action) => {
      const asked = fakeEndpoint();
      const { useAuth } = fakeClerk(alice);
      const { result } = renderHook(
        () => [
          useIsAllowed({ resource: wrong, action }),
          useIsAllowed({ resource, action: 'view' }),
        ],
        {
          wrapper: ({ children }) => <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>,
        },
      );
      await act(settled);
      expect(asked[0]?.checks).toEqual([{ ...resource, actions: ['view'] }]);
      await act(async () => asked[0]?.allow());
      expect(result.current[0]).toMatchObject({
        isLoading: false,
        isAllowed: false,
        error: { code: 'invalid_question' },
      });
      expect(result.current[1]?.isAllowed).toBe(true);
    },
  );
});

describe('an outage', () => {
  it('that one component met is not what the next one to mount has to live with', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const page = (isShown: boolean) => (
      <CerbosProvider useAuth={useAuth}>
        {isShown && (
          <Allowed resource={resource} action="view" fallback="-">
            +
          </Allowed>
        )}
      </CerbosProvider>
    );
    const { rerender } = render(page(true));
    await act(settled);
    await act(async () => asked[0]?.answer(...problem(503, 'pdp_unreachable')));
    expect(document.body.textContent).toBe('-');
    rerender(page(false));
    rerender(page(true));
    await act(settled);
    await act(async () => asked[1]?.allow());
    expect(document.body.textContent).toBe('+');
  });

  it('ends with the answer that comes after as many seconds as the server asks for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { asked, result } = await ask();
    await act(async () =>
      asked[0]?.answer(...problem(503, 'pdp_unreachable'), { 'Retry-After': '3' }),
    );
    await act(async () => {
      vi.advanceTimersByTime(2_900);
      await settled();
    });
    expect(asked).toHaveLength(1);
    await act(async () => {
      vi.advanceTimersByTime(200);
      await settled();
    });
    expect(asked).toHaveLength(2);
    await act(async () => asked[1]?.allow());
    expect(result.current.isAllowed).toBe(true);
  });

  it.each(['0', '-1', '99999999999', 'soon', ''])(
    'is not answered with a storm of requests: Retry-After: %s',
    async (after) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { asked } = await ask();
      await act(async () =>
        asked[0]?.answer(...problem(503, 'pdp_unreachable'), { 'Retry-After': after }),
      );
      await act(async () => {
        vi.advanceTimersByTime(900);
        await settled();
      });
      expect(asked).toHaveLength(1);
    },
  );
});

describe('who is asking', () => {
  it('is said by the cookie on the same origin, and by a token to another, without cookies', async () => {
    const { asked } = await ask({ endpoint: 'https://api.example.com/cerbos' });
    expect(asked[0]?.init.credentials).toBe('omit');
    expect(asked[0]?.headers.authorization).toMatch(/^Bearer token_/);
    const same = await ask({ endpoint: `${location.origin}/cerbos` });
    expect(same.asked[0]?.init.credentials).toBe('same-origin');
    expect(same.asked[0]?.headers.authorization).toBeUndefined();
  });

  it('is a session that the cookie may not have: then it is asked once more with a token', async () => {
    const { asked, result } = await ask();
    await act(async () => asked[0]?.answer(...problem(409, 'session_changed')));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toMatchObject({ session: sessionOf(alice), init: { credentials: 'omit' } });
    expect(asked[1]?.headers.authorization).toMatch(/^Bearer token_/);
    await act(async () => asked[1]?.allow());
    expect(result.current.isAllowed).toBe(true);
  });

  it('is not asked a third time', async () => {
    const { asked, result } = await ask();
    await act(async () => asked[0]?.answer(...problem(409, 'session_changed')));
    await act(async () => asked[1]?.answer(...problem(409, 'session_changed')));
    await act(settled);
    expect(asked).toHaveLength(2);
    expect(result.current).toMatchObject({
      isAllowed: false,
      error: { status: 409, code: 'session_changed' },
    });
  });

  it('is nobody without a token, not whoever the cookie names', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk({ ...nobody, getToken: async () => null });
    renderHook(() => useIsAllowed({ resource, action: 'view' }), {
      wrapper: ({ children }) => (
        <CerbosProvider useAuth={useAuth} endpoint="https://api.example.com">
          {children}
        </CerbosProvider>
      ),
    });
    await act(settled);
    expect(asked[0]?.init.credentials).toBe('omit');
    expect(asked[0]?.headers).toEqual({ 'content-type': 'application/json' });
  });
});

describe('what failed is asked again', () => {
  const down = (request: Asked | undefined) =>
    act(async () => request?.answer(...problem(503, 'pdp_unreachable'), { 'Retry-After': '1' }));
  const pass = (milliseconds: number) =>
    act(async () => {
      vi.advanceTimersByTime(milliseconds);
      await settled();
    });
  /** Sixty seconds of 503; after how many seconds each was asked. */
  const outage = async (asked: readonly Asked[]) => {
    const times: number[] = [];
    for (let second = 0; second < 60; second += 0.5) {
      while (times.length < asked.length) {
        times.push(second);
        await down(asked.at(-1));
      }
      await pass(500);
    }
    return times;
  };
  const hide = (state: DocumentVisibilityState) => {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(state === 'hidden');
  };

  it.each([0, 0.5, 0.999])('after waits that grow, spread by chance: %d', async (chance) => {
    vi.spyOn(Math, 'random').mockReturnValue(chance);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { asked, result } = await ask();
    const times = await outage(asked);
    expect(times.length).toBeGreaterThan(3);
    expect(times.length).toBeLessThan(9);
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    await pass(60_000);
    await act(async () => asked.at(-1)?.allow());
    expect(result.current.isAllowed).toBe(true);
    // The next outage is another one.
    const before = asked.length;
    await see();
    await down(asked.at(-1));
    await pass(1_100);
    expect(asked).toHaveLength(before + 2);
  });

  it('at different times in different pages', async () => {
    const times = new Set<string>();
    for (const chance of [0, 0.4, 0.8]) {
      vi.spyOn(Math, 'random').mockReturnValue(chance);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      times.add(String(await outage((await ask()).asked)));
    }
    expect(times.size).toBe(3);
  });

  it('in one request, also if several requests failed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const page = (ids: string[]) => (
      <CerbosProvider useAuth={useAuth}>
        {ids.map((id) => (
          <Allowed key={id} resource={{ kind: 'document', id }} action="view" />
        ))}
      </CerbosProvider>
    );
    const { rerender } = render(page(['1']));
    await act(settled);
    rerender(page(['1', '2']));
    await act(settled);
    for (const request of asked) await down(request);
    await pass(1_100);
    expect(asked.slice(2).map(({ checks }) => checks.map(({ id }) => id))).toEqual([['1', '2']]);
  });

  it('never while the page is hidden, and at once when it is seen again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    hide('hidden');
    const { asked, result } = await ask();
    expect(await outage(asked)).toHaveLength(1);
    act(() => {
      window.dispatchEvent(new Event('online'));
    });
    await pass(60_000);
    expect(asked).toHaveLength(1);
    hide('visible');
    await see();
    expect(asked).toHaveLength(2);
    await act(async () => asked[1]?.allow());
    expect(result.current.isAllowed).toBe(true);
  });

  it('when the network is back, if it failed for want of one', async () => {
    const { asked, result } = await ask();
    const online = () =>
      act(async () => {
        window.dispatchEvent(new Event('online'));
        await settled();
      });
    await act(async () => asked[0]?.breakOff());
    expect(result.current.error?.code).toBe('unreachable');
    await online();
    expect(asked).toHaveLength(2);
    await act(async () => asked[1]?.answer(...problem(400, 'invalid_request')));
    await online();
    expect(asked).toHaveLength(2);
    await see();
    await act(async () => asked[2]?.allow());
    await online();
    expect(asked).toHaveLength(3);
  });

  it('by no page whose provider is gone', async () => {
    const asked = fakeEndpoint();
    const { useAuth } = fakeClerk(alice);
    const { unmount } = render(
      <CerbosProvider useAuth={useAuth}>
        <Allowed resource={resource} action="view" />
      </CerbosProvider>,
    );
    await act(settled);
    await act(async () => asked[0]?.breakOff());
    unmount();
    window.dispatchEvent(new Event('online'));
    await settled();
    expect(asked).toHaveLength(1);
  });
});

describe('an error says what to do', () => {
  const hint = 'Is checkEndpoint mounted at /api/cerbos?';
  const development = (env: string) => vi.stubEnv('NODE_ENV', env);
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('in the words of the server, if the answer is a problem of this package', async () => {
    const { asked, result } = await ask();
    const detail = 'checks[0].kind has no loader, and is not listed in clientAttributes.';
    const body = { title: 'Bad Request', status: 400, code: 'unknown_kind', detail };
    await act(async () => asked[0]?.answer(400, body));
    expect(result.current.error).toMatchObject({ code: 'unknown_kind', status: 400, detail });
    expect(result.current.error?.message).toBe(`${detail} [unknown_kind]`);
  });

  it.each([
    ['an error of a database', { code: '23505', detail: 'Key (email)=(a@b.example) exists.' }],
    ['a status of another answer', { code: 'denied', status: 200, detail: 'secret' }],
    ['no code', { title: 'No', status: 500, detail: 'secret' }],
    ['a detail that is no text', { code: 'denied', status: 500, detail: { secret: 1 } }],
  ])('and in no words of another: %s', async (_, body) => {
    const { asked, result } = await ask();
    await act(async () => asked[0]?.answer(500, body));
    expect(result.current.error?.status).toBe(500);
    expect(result.current.error?.detail).toBeUndefined();
    expect(String(result.current.error)).not.toMatch(/secret|email/);
  });

  it.each([
    ['a page of HTML', 200, '<!doctype html><p>secret'],
    ['a page of HTML that says 404', 404, '<!doctype html><p>secret'],
    ['a 404 in JSON', 404, { message: 'Route POST:/api/cerbos not found' }],
    ['a 405 without a body', 405, ''],
    ['a sign-in page', 401, '\n<html>secret'],
  ])('where the endpoint is not mounted, and quotes no page: %s', async (_, status, body) => {
    const { asked, result } = await ask();
    await act(async () => asked[0]?.answer(status, body));
    expect(result.current.error).toMatchObject({ status, code: 'invalid_answer' });
    expect(result.current.error?.message).toContain(hint);
    expect(result.current.error?.message).not.toContain('secret');
  });

  it.each([
    ['production', 404, '<html>'],
    ['test', 404, '<html>'],
    ['development', 502, '<html>'],
    ['development', 404, { title: 'Not Found', status: 404, code: 'not_found' }],
  ])('but not on the console in %s for a %d of %o', async (env, status, body) => {
    development(env);
    const { asked, result } = await ask({ endpoint: `/elsewhere/${env}/${String(status)}` });
    await act(async () => asked[0]?.answer(status, body));
    expect(result.current.error?.status).toBe(status);
    expect(vi.mocked(console.warn).mock.calls).toEqual([]);
  });

  it('on the console in development, with the path that was asked', async () => {
    development('development');
    const { asked } = await ask({ endpoint: '/api/wrong' });
    await act(async () => asked[0]?.answer(404, '<html>'));
    await see();
    await act(async () => asked[1]?.answer(404, '<html>'));
    expect(vi.mocked(console.warn).mock.calls).toEqual([
      [expect.stringContaining('Is checkEndpoint mounted at /api/wrong?')],
    ]);
    vi.mocked(console.warn).mockClear();
  });
});
