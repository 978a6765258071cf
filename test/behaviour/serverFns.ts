import { readdir, readFile } from 'node:fs/promises';
import { fromCrossJSON, type SerovalNode, toJSONAsync } from 'seroval';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Behaviour, credentials, untilAnswered } from './behaviour';
import { callers } from './people';

type Caller = keyof typeof callers;

/** What a call of a server function gave: what its caller gets, or the message of what it catches. */
interface Called {
  readonly headers: Headers;
  readonly text: string;
  readonly result: unknown;
  readonly threw: string | undefined;
}

const clientFolder = new URL('./apps/tanstack-start/dist/client/assets/', import.meta.url);

/** TanStack Start sends an error by its message alone. */
const messageOnly = /"v":\[\{"t":25.*"message":\{"t":1,"s":"(.*?)"\}\},"c":"\$TSR\/Error"\}\]/;

/** What holds for server functions, called as TanStack Start's client does. */
export function testServerFns({ app, clerk, pdp, send }: Behaviour): void {
  let urls: Readonly<Record<string, string>> = {};

  const credentialsOf = (caller: Caller): Record<string, string> => {
    const token = callers[caller](clerk());
    return token === undefined ? {} : credentials(token, 'cookie');
  };

  const post = async (
    name: string,
    init: { readonly headers: Readonly<Record<string, string>>; readonly body: FormData | string },
  ): Promise<Called> => {
    const headers = { 'x-tsr-serverFn': 'true', ...init.headers };
    const response = await fetch(`${app().origin}${urls[name]}`, {
      ...init,
      method: 'POST',
      headers,
    });
    return calledOf(response);
  };

  const call = async (
    caller: Caller,
    name: string,
    payload: { readonly data?: unknown; readonly context?: unknown } = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Called> =>
    post(name, {
      headers: { 'content-type': 'application/json', ...credentialsOf(caller), ...headers },
      body: JSON.stringify(await toJSONAsync(payload)),
    });

  const read = async (caller: Caller, name: string, data?: unknown): Promise<Called> => {
    const payload = JSON.stringify(await toJSONAsync({ data }));
    const url = `${app().origin}${urls[name]}?payload=${encodeURIComponent(payload)}`;
    const headers = { 'x-tsr-serverFn': 'true', ...credentialsOf(caller) };
    return calledOf(await fetch(url, { headers }));
  };

  const whatWasDone = async () => (await call('member', 'whatWasDone')).result;
  const pageOf = (caller: Caller) => send({ caller, does: 'GET /pages/acme' });

  const prepare = async () => {
    pdp().fault = 'none';
    // As the route writes it.
    urls = (await (await fetch(`${app().origin}/functions`)).json()) as Record<string, string>;
    await whatWasDone();
  };

  describe('a server function', () => {
    beforeEach(prepare);

    it('runs for those who may, with what its validator made of the data', async () => {
      const removed = await call('owner', 'removeDocument', { data: { id: 'ACME' } });
      expect(removed.result).toEqual({ deleted: 'acme' });
      expect(await whatWasDone()).toEqual(['user_owner deletes acme']);
      const { result } = await read('member', 'readDocument', { id: 'ACME' });
      expect(result).toEqual({ principal: 'user_member', asked: 'acme', ownerId: 'user_owner' });
    });

    it.each([
      ['signed out', 'acme', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
      ['owner, expired', 'acme', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
      ['owner, forged', 'acme', { title: 'Unauthorized', status: 401, code: 'signed_out' }],
      ['member', 'acme', { title: 'Forbidden', status: 403, code: 'denied' }],
      ['owner, impersonated', 'acme', { title: 'Forbidden', status: 403, code: 'denied' }],
      ['member', 'none', { title: 'Not Found', status: 404, code: 'not_found' }],
      ['owner', '', { title: 'Not Found', status: 404, code: 'not_found' }],
    ] as const)('does not run for others, who are told: %s, %s', async (caller, id, refusal) => {
      const { result, headers, text } = await call(caller, 'removeDocument', { data: { id } });
      expect(result).toEqual({ cerbos_error: expect.objectContaining(refusal) });
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(text).not.toContain('user_');
      expect(await whatWasDone()).toEqual([]);
    });

    it('says of what is hidden what it says of what is not there', async () => {
      const [hidden, missing] = await Promise.all([
        call('member', 'hideDocument', { data: { id: 'acme' } }),
        call('member', 'hideDocument', { data: { id: 'none' } }),
      ]);
      expect(hidden.result).toEqual({
        cerbos_error: { title: 'Not Found', status: 404, code: 'not_found' },
      });
      expect(hidden.text).toBe(missing.text);
    });

    it('answers what the rule makes of a denial', async () => {
      const { result } = await call('member', 'explainDenial', { data: { id: 'ACME' } });
      expect(result).toEqual({ sorry: 'denied', id: 'acme' });
    });

    it("asks to verify again in Clerk's form, and runs with the token that comes of it", async () => {
      const asked = { data: { id: 'acme' } };
      const { result } = await call('owner, verified long ago', 'removeDocument', asked);
      expect(result).toEqual({
        clerk_error: {
          type: 'forbidden',
          reason: 'reverification-error',
          metadata: { reverification: { level: 'first_factor', afterMinutes: 10 } },
        },
      });
      expect(await whatWasDone()).toEqual([]);
      expect((await call('owner', 'removeDocument', asked)).result).toEqual({ deleted: 'acme' });
    });

    it('that drops an authorize fails', async () => {
      const { threw } = await call('owner', 'dropAuthorize', { data: { id: 'acme' } });
      expect(threw).toBe('500 Internal Server Error: not_awaited');
      expect(app().output()).toContain('The result of authorize(…)');
    });

    it('has a rule that sees nothing of the context that the browser sent', async () => {
      const context = { data: 'forged', principal: { id: 'user_admin' }, auth: 'forged' };
      const { result } = await call('member', 'echo', { data: { id: 'acme' }, context });
      expect(result).toEqual({ principal: 'user_member', ruleReads: 'data' });
    });

    it('may redirect', async () => {
      const { text } = await call('member', 'redirectAway', { data: { id: 'acme' } });
      expect(JSON.parse(text)).toMatchObject({ href: '/elsewhere', isSerializedRedirect: true });
      const refused = await call('signed out', 'redirectAway', { data: { id: 'acme' } });
      expect(refused.result).toMatchObject({ cerbos_error: { status: 401 } });
    });

    it('chooses how long its answer is kept, if it may run', async () => {
      const kept = await read('member', 'sharable', { id: 'public' });
      expect(kept.headers.get('cache-control')).toBe('private, max-age=60');
      const refused = await read('member', 'sharable', { id: 'none' });
      expect(refused.headers.get('cache-control')).toBe('private, no-store');
    });

    it.each([
      ['a promise', () => ({ ids: Promise.resolve(['acme']) }), 'data.ids is a promise'],
      ['an async iterable', () => ({ ids: ids() }), 'data.ids is an async iterator'],
    ] as const)('takes no data that reads otherwise the second time: %s', async (_, data, says) => {
      const { threw } = await call('owner', 'removeFirst', { data: data() });
      expect(threw).toBe('500 Internal Server Error: invalid_value');
      expect(app().output()).toContain(says);
      expect(await whatWasDone()).toEqual([]);
    });

    it('has one reading of a list, by its rule and by itself', async () => {
      for (const sent of [['acme', 'globex'], new Set(['acme', 'globex'])]) {
        const { result } = await call('owner', 'removeFirst', { data: { ids: sent } });
        expect(result).toEqual({ deleted: 'acme' });
        expect(await whatWasDone()).toEqual(['deletes acme, granted for acme']);
      }
    });

    it('has one reading of a form, in which a name may stand twice', async () => {
      const send = (...fields: readonly (readonly [string, string])[]) => {
        const body = new FormData();
        for (const [name, value] of fields) body.append(name, value);
        return post('removeNamed', { headers: credentialsOf('owner'), body });
      };
      const removed = await send(['id', 'acme'], ['tag', 'a'], ['tag', 'b']);
      expect(removed.result).toEqual({ deleted: 'acme' });
      expect(await whatWasDone()).toEqual(['deletes acme']);
      const refused = await send(['id', 'acme'], ['id', 'globex']);
      expect(refused.threw).toBe('500 Internal Server Error: invalid_value');
      expect(await whatWasDone()).toEqual([]);
    });

    it.each([
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://blog.localhost', 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
    ])('does not run for a page of another origin: %j', async (headers) => {
      const asked = pdp().asked;
      const { threw } = await call('owner', 'removeDocument', { data: { id: 'acme' } }, headers);
      expect(threw).toBe('403 Forbidden: other_origin');
      expect(pdp().asked).toBe(asked);
      expect(await whatWasDone()).toEqual([]);
    });

    it('runs for a page of the app itself, and of an origin that is listed', async () => {
      for (const headers of [
        { origin: app().origin, 'sec-fetch-site': 'same-origin' },
        { origin: 'https://app.example.test', 'sec-fetch-site': 'cross-site' },
      ]) {
        await call('owner', 'removeDocument', { data: { id: 'acme' } }, headers);
        expect(await whatWasDone()).toEqual(['user_owner deletes acme']);
      }
    });

    it.each(['reset', 'unknown effect', 'missing action', 'other request'] as const)(
      'does not run while the PDP does this, and the browser learns no address of it: %s',
      async (fault) => {
        pdp().fault = fault;
        const { threw, text } = await call('owner', 'removeDocument', { data: { id: 'acme' } });
        pdp().fault = 'none';
        expect(threw).toMatch(/^503 Service Unavailable: (?:pdp_unreachable|invalid_answer)$/);
        expect(text).not.toMatch(/127\.0\.0\.1|user_owner/);
        expect(await whatWasDone()).toEqual([]);
      },
    );

    it('refuses an authorizer that was kept from another request', async () => {
      expect((await call('owner', 'useKept')).result).toBe(true);
      expect((await call('signed out', 'useKept')).threw).toContain('belongs to another request');
    });

    it('answers each of many callers at the same moment for itself', async () => {
      const asked = Array.from({ length: 30 }, async (_, index) => {
        const name = (['owner', 'member', 'admin'] as const)[index % 3] ?? 'owner';
        const ask = () => call(name, 'echo', { data: index });
        const { result } = await untilAnswered(ask, ({ threw }) => threw === undefined);
        return [`user_${name}`, result];
      });
      for (const [principal, result] of await Promise.all(asked)) {
        expect(result).toEqual({ principal, ruleReads: 'data' });
      }
    });
  });

  describe('a page whose loader calls server functions', () => {
    beforeEach(prepare);

    it('shows what they say of its caller, and asks the PDP once for all of them', async () => {
      const asked = pdp().asked;
      const { status, headers, text } = await pageOf('owner');
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toBe('private, no-store');
      expect(text).toContain('&quot;principal&quot;:&quot;user_owner&quot;');
      expect(text).toContain('&quot;sees&quot;:true');
      expect(text).toContain('&quot;actions&quot;:{&quot;view&quot;:true,&quot;delete&quot;:true}');
      expect(pdp().asked).toBe(asked + 1);
    });

    it('shows a refusal', async () => {
      const { status, text } = await pageOf('signed out');
      expect(status).toBe(200);
      expect(text).toContain(
        '&quot;cerbos_error&quot;:{&quot;title&quot;:&quot;Unauthorized&quot;',
      );
      expect(text).not.toContain('user_');
    });

    it('is of its caller, however many call at the same moment', async () => {
      const asked = Array.from({ length: 30 }, async (_, index) => {
        const name = (['owner', 'member', 'admin'] as const)[index % 3] ?? 'owner';
        const { text } = await untilAnswered(
          () => pageOf(name),
          ({ text }) => text.includes('principal'),
        );
        return [name, /&quot;principal&quot;:&quot;(\w+)&quot;/.exec(text)?.[1]];
      });
      for (const [name, principal] of await Promise.all(asked)) {
        expect(principal).toBe(`user_${name}`);
      }
    });
  });

  describe("the browser's bundle", () => {
    beforeEach(prepare);

    it('contains nothing of the package, of a rule or of the Cerbos client', async () => {
      const names = await readdir(clientFolder);
      const scripts = await Promise.all(
        names.map((name) => readFile(new URL(name, clientFolder), 'utf8')),
      );
      expect(scripts.join('')).toContain(urls.readDocument?.split('/').at(-1));
      expect(scripts.join('')).not.toMatch(/cerbos|notFoundUnless|clerkMiddleware/i);
    });
  });
}

async function* ids() {
  yield await Promise.resolve('acme');
}

async function calledOf(response: Response): Promise<Called> {
  const text = await response.text();
  const isSerialized = response.headers.get('x-tss-serialized') === 'true';
  const [, threw] = messageOnly.exec(text) ?? [];
  const called = { headers: response.headers, text, threw };
  if (!isSerialized || threw !== undefined) return { ...called, result: undefined };
  const node = JSON.parse(text) as SerovalNode; // as its header says
  // What TanStack Start wraps a result in.
  const { result } = fromCrossJSON<{ readonly result: unknown }>(node, { refs: new Map() });
  return { ...called, result };
}
