import { beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, credentials, untilAnswered } from './behaviour';
import { callers } from './people';

type Caller = keyof typeof callers;

interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the action returned, as the browser is told. */
  readonly value: unknown;
}

/** What holds for server actions, called as the router in the browser does, and by plain forms. */
export function testNextActions({ app, clerk, pdp, send }: Behaviour): void {
  const url = () => `${app().origin}/actions/acme`;
  const headersOf = (caller: Caller): Record<string, string> => {
    const token = callers[caller](clerk());
    return token === undefined ? {} : credentials(token, 'cookie');
  };

  const page = async () => (await send({ caller: 'member', does: 'GET /actions/acme' })).text;
  const idOf = async (name: string): Promise<string> => {
    const [, json = '{}'] = /<code>(.*?)<\/code>/.exec(await page()) ?? [];
    const ids = JSON.parse(json.replaceAll('&quot;', '"')) as Record<string, string>; // as the page writes it
    return ids[name] ?? '';
  };

  const call = async (caller: Caller, name: string, ...args: unknown[]): Promise<Called> => {
    const response = await fetch(url(), {
      method: 'POST',
      redirect: 'manual',
      headers: {
        ...headersOf(caller),
        accept: 'text/x-component',
        'content-type': 'text/plain;charset=UTF-8',
        'next-action': await idOf(name),
      },
      body: JSON.stringify(args),
    });
    const text = await response.text();
    const [, row] = /^1:(.*)$/m.exec(text) ?? [];
    const value: unknown = row === undefined || row.startsWith('E') ? undefined : JSON.parse(row);
    return { status: response.status, headers: response.headers, text, value };
  };

  const post = async (caller: Caller, ...fields: readonly (readonly [string, string])[]) => {
    const form = new FormData();
    const [, action = ''] = /name="(\$ACTION_ID_\w+)"/.exec(await page()) ?? [];
    form.set(action, '');
    for (const [name, value] of fields) form.append(name, value);
    const headers = headersOf(caller);
    const response = await fetch(url(), {
      method: 'POST',
      redirect: 'manual',
      headers,
      body: form,
    });
    return { status: response.status, text: await response.text() };
  };

  const whatWasDone = async () => (await call('member', 'whatWasDone')).value;

  beforeEach(async () => {
    pdp().fault = 'none';
    await whatWasDone();
  });

  describe('a server action', () => {
    it('runs for those who may, and its result reaches the caller', async () => {
      const { value } = await call('owner', 'remove', 'acme');
      expect(value).toEqual({ deleted: 'acme' });
      expect(await whatWasDone()).toEqual(['user_owner deletes acme']);
    });

    it.each([
      ['signed out', 'acme', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
      ['owner, expired', 'acme', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
      ['owner, forged', 'acme', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
      ['member', 'acme', { title: 'Forbidden', status: 403, code: 'denied' }],
      ['owner, impersonated', 'acme', { title: 'Forbidden', status: 403, code: 'denied' }],
      ['member', 'none', { title: 'Not Found', status: 404, code: 'not_found' }],
      ['signed out', '', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
    ] as const)('does not run for others, who are told: %s, %s', async (caller, id, refusal) => {
      const { value } = await call(caller, 'remove', id);
      expect(value).toEqual({ cerbos_error: expect.objectContaining(refusal) });
      expect(JSON.stringify(value)).not.toContain('user_');
      expect(await whatWasDone()).toEqual([]);
    });

    it('says of what is hidden what it says of what is not there', async () => {
      const [hidden, missing] = [
        await call('member', 'hide', 'acme'),
        await call('member', 'hide', 'none'),
      ];
      expect(hidden.value).toEqual({
        cerbos_error: { title: 'Not Found', status: 404, code: 'not_found' },
      });
      expect(hidden.value).toEqual(missing.value);
    });

    it('hides from strangers alone what they may not view, where the rule says notFoundUnless', async () => {
      const [stranger, missing, member] = [
        await call('other organization', 'retract', 'acme'),
        await call('member', 'retract', 'none'),
        await call('member', 'retract', 'acme'),
      ];
      expect(stranger.value).toEqual({
        cerbos_error: { title: 'Not Found', status: 404, code: 'not_found' },
      });
      expect(stranger.value).toEqual(missing.value);
      expect(member.value).toMatchObject({ cerbos_error: { status: 403, action: 'delete' } });
    });

    it('answers what the rule makes of a denial', async () => {
      const { value } = await call('member', 'explain', 'acme');
      expect(value).toEqual({ sorry: 'denied', id: 'acme' });
    });

    it("asks to verify again in Clerk's form", async () => {
      const { value } = await call('owner, verified long ago', 'remove', 'acme');
      expect(value).toMatchObject({
        clerk_error: {
          type: 'forbidden',
          reason: 'reverification-error',
          metadata: { reverification: expect.anything() },
        },
      });
      expect(await whatWasDone()).toEqual([]);
      // The circle closes: the same call, with the token that comes of it, is done.
      expect((await call('owner', 'remove', 'acme')).value).toEqual({ deleted: 'acme' });
      expect(await whatWasDone()).toEqual(['user_owner deletes acme']);
    });

    it('is refused in the middle, too', async () => {
      expect((await call('member', 'nested', 'acme')).value).toMatchObject({
        cerbos_error: { code: 'denied', action: 'edit' },
      });
      expect((await call('admin', 'nested', 'acme')).value).toEqual({ edited: 'acme' });
    });

    it('that drops an authorize fails, and its redirect with it', async () => {
      const { status, headers, value } = await call('owner', 'dropped', 'acme');
      expect([status, value]).toEqual([500, undefined]);
      expect(headers.get('x-action-redirect')).toBeNull();
      expect(app().output()).toContain('The result of authorize(…)');
    });

    it('is given the grant first, whatever arguments a caller adds by hand', async () => {
      const forged = { principal: { id: 'user_admin' }, authorizer: {}, decision: {} };
      for (const args of [[], [forged], [forged, forged, forged]]) {
        const { value } = await call('member', 'echo', ...args);
        expect(value).toMatchObject({ principal: 'user_member', isGrant: true });
      }
      const { text } = await call('member', 'echo', forged, 'more');
      expect(text).toContain('"user_member"');
    });

    it.each([[{ toString: 'acme' }], [['acme']], [7], [null], [''], ['\uD800']])(
      'finds nothing by another id than a string, whatever is sent: %j',
      async (id) => {
        const { status, value } = await call('owner', 'remove', id);
        const notFound = { title: 'Not Found', status: 404, code: 'not_found' };
        expect([status, value]).toEqual([200, { cerbos_error: notFound }]);
        expect(await whatWasDone()).toEqual([]);
      },
    );

    it.each(['reset', 'unknown effect', 'missing action', 'other request'] as const)(
      'does not run, and fails for the error boundary, while the PDP does this: %s',
      async (fault) => {
        const id = await idOf('remove');
        expect(id).not.toBe('');
        pdp().fault = fault;
        const response = await fetch(url(), {
          method: 'POST',
          headers: { ...headersOf('owner'), 'next-action': id },
          body: JSON.stringify(['acme']),
        });
        expect(response.status).toBe(500);
        expect(await response.text()).not.toContain('user_owner');
        pdp().fault = 'none';
        expect(await whatWasDone()).toEqual([]);
      },
    );

    /**
     * Calls an action with rows as React's own client writes them, or as nobody's does; the last is
     * that of the arguments. Streams and forms have names of their own since React 19.2.
     */
    const callWithRows = async (name: string, ...rows: readonly (readonly [string, string])[]) => {
      const body = new FormData();
      for (const [row, value] of rows) {
        body.append(row, value);
        if (row.startsWith('_') || row.startsWith('S')) body.append(row.slice(1), value);
      }
      const headers = { ...headersOf('owner'), 'next-action': await idOf(name) };
      const { status } = await fetch(url(), { method: 'POST', headers, body });
      return { status, done: await whatWasDone() };
    };
    const refused = { status: 500, done: [] };

    it('has one reading of a list, by its rule and by itself', async () => {
      const answer = await callWithRows('removeFirst', ['1', '["acme","globex"]'], ['0', '["$1"]']);
      const done = ['user_owner deletes acme, granted for acme'];
      expect(answer).toEqual({ status: 200, done });
    });

    const list = ['1', '["acme","globex"]'] as const;
    it.each([
      ['an iterator', [list, ['0', '["$i1"]']]],
      ['an iterator in a list', [list, ['0', '[["$i1"]]']]],
      ['an iterator in a map', [list, ['2', '[["a","$i1"]]'], ['0', '["$Q2"]']]],
      ['an iterator in a promise', [list, ['2', '["$i1"]'], ['0', '["$@2"]']]],
      ['a promise', [list, ['0', '["$@1"]']]],
      [
        'an async iterator',
        [
          ['S1', '"acme"'],
          ['S1', 'C"globex"'],
          ['0', '["$x1"]'],
        ],
      ],
      [
        'an async iterable',
        [
          ['S1', '"acme"'],
          ['S1', 'C"globex"'],
          ['0', '["$X1"]'],
        ],
      ],
      [
        'a stream',
        [
          ['S1', '"acme"'],
          ['S1', 'C'],
          ['0', '["$R1"]'],
        ],
      ],
      [
        'a stream of bytes',
        [
          ['S1', 'C'],
          ['0', '["$r1"]'],
        ],
      ],
    ] as const)(
      'takes no argument that reads otherwise the second time: %s',
      async (what, rows) => {
        const logged = app().output().length;
        expect(await callWithRows('removeFirst', ...rows)).toEqual(refused);
        expect(app().output().slice(logged)).toMatch(/args\[0\](?:\[0\]|\.get\("a"\))? is an? /);
      },
    );

    it('has one reading of a form, in which a name may stand twice', async () => {
      const form = (...fields: readonly (readonly [string, string])[]) =>
        callWithRows('removeNamed', ...fields, ['0', '["$K1"]']);
      expect(await form(['_1_id', 'acme'], ['_1_tag', 'a'], ['_1_tag', 'b'])).toEqual({
        status: 200,
        done: ['user_owner deletes acme of 2 tags, granted for acme'],
      });
      expect(await form(['_1_id', 'acme'], ['_1_id', 'globex'])).toEqual(refused);
    });

    it.each([
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://blog.localhost', 'sec-fetch-site': 'same-site' },
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ])('does not run for a page of another origin: %j', async (headers) => {
      const response = await fetch(url(), {
        method: 'POST',
        headers: { ...headersOf('owner'), ...headers, 'next-action': await idOf('remove') },
        body: JSON.stringify(['acme']),
      });
      expect(response.status).toBe(500);
      expect(await whatWasDone()).toEqual([]);
    });

    it('runs for a page of the app itself', async () => {
      const { origin } = app();
      const response = await fetch(url(), {
        method: 'POST',
        headers: {
          ...headersOf('owner'),
          ...{ origin, 'sec-fetch-site': 'same-origin', 'next-action': await idOf('remove') },
        },
        body: JSON.stringify(['acme']),
      });
      expect(response.status).toBe(200);
      expect(await whatWasDone()).toEqual(['user_owner deletes acme']);
    });

    it('may redirect and be lost, as any other', async () => {
      const left = await call('member', 'leave', 'acme');
      expect(left.headers.get('x-action-redirect')).toContain('/elsewhere');
      const lost = await call('member', 'lose', 'acme');
      expect(lost.status).toBe(404);
    });

    it('that a form posts without JavaScript runs for those who may only', async () => {
      const fields = [
        ['id', 'acme'],
        ['title', 'New'],
      ] as const;
      expect((await post('member', ...fields)).status).toBe(200);
      expect(await whatWasDone()).toEqual([]);
      expect((await post('admin', ...fields)).status).toBe(200);
      expect(await whatWasDone()).toEqual(['user_admin renames acme']);
      expect((await post('admin', ...fields, ['id', 'globex'])).status).toBe(500);
      expect(await whatWasDone()).toEqual([]);
    });
  });

  describe('the render that follows an action', () => {
    it('asks for itself', async () => {
      const id = await idOf('look');
      const before = pdp().questions.length;
      const response = await fetch(url(), {
        method: 'POST',
        headers: { ...headersOf('member'), accept: 'text/x-component', 'next-action': id },
        body: JSON.stringify(['acme']),
      });
      const text = await response.text();
      expect(text).toContain('user_member may view: true');
      const asked = pdp()
        .questions.slice(before)
        .map(({ resources }) => resources[0]?.actions);
      expect(asked).toEqual([['view'], ['view']]);
    });

    it('is of the caller of the action, however many call at the same moment', async () => {
      const id = await idOf('look');
      const asked = Array.from({ length: 60 }, async (_, index) => {
        const name = (['owner', 'member', 'admin'] as const)[index % 3] ?? 'owner';
        const ask = async () => {
          const response = await fetch(url(), {
            method: 'POST',
            headers: { ...headersOf(name), accept: 'text/x-component', 'next-action': id },
            body: JSON.stringify(['acme']),
          });
          return response.text();
        };
        // What the action returned, and what the page after it shows: each may have come too late.
        const text = await untilAnswered(ask, (text) =>
          [/^1:"user_/m, / may view: /].every((part) => part.test(text)),
        );
        return { name, text };
      });
      for (const { name, text } of await Promise.all(asked)) {
        const seen = [...new Set(text.match(/user_(?:owner|member|admin)/g))];
        expect(seen).toEqual([`user_${name}`]);
        expect(text).toContain(`1:"user_${name}"`);
        expect(text).toContain(`user_${name} may view: true`);
      }
    });
  });
}
