import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchReasons } from '../../../../src/bridge/endpoint/fetchReasons';
import type { Call } from '../../../../src/cli/dev/createCalls';
import { type ControlServer, startControlServer } from '../../../../src/cli/dev/startControlServer';
import type { Explanation } from '../../../../src/cli/explain/Explanation';

const callId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const call: Call = {
  callId,
  trace: [],
  policies: undefined,
  inputs: [
    {
      requestId: '',
      principal: { id: 'user_1', roles: ['user'], attr: { email: 'ada@example.com' } },
      resource: { kind: 'document', id: 'plan', attr: {} },
      answers: [
        { action: 'view', effect: 'EFFECT_ALLOW' },
        { action: 'edit', effect: 'EFFECT_DENY' },
      ],
    },
  ],
};

const calls = {
  find: async (id: string) => (id === callId ? call : undefined),
  lastDenied: () => call,
};
const explainer = {
  catchUp: async () => undefined,
  explainCall: async (
    { inputs }: Call,
    isWanted: (answer: Call['inputs'][number]['answers'][number]) => boolean,
  ): Promise<Explanation[]> =>
    inputs.flatMap(({ principal, resource, answers }) =>
      answers.filter(isWanted).map(({ action, effect }) => ({
        question: { principal, resource, action },
        effect,
        summary: `not owner: P.id = "${principal.id}"`,
        place: { file: 'policies/document.yaml', line: 39 },
        reasons: [],
      })),
    ),
};

let server: ControlServer;
beforeEach(async () => {
  server = await startControlServer(calls, explainer);
});
afterEach(() => {
  server.close();
  vi.unstubAllEnvs();
});

interface Attempt {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Unlike `fetch`, it sends any `Host`, and paths as they are. */
function send({ path, method = 'GET', headers = {} }: Attempt) {
  const { hostname, port, pathname } = new URL(server.url);
  return new Promise<{ status: number; body: string; headers: object }>((resolve, reject) => {
    const sent = request(
      { hostname, port, method, headers, path: path ?? `${pathname}/decisions/last-denial` },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body, headers: response.headers });
        });
      },
    );
    sent.on('error', reject).end();
  });
}

describe('the server of dev', () => {
  it('answers the library, which knows its address by the environment', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    vi.stubEnv('CLERK_CERBOS_DEV', server.url);
    expect(await fetchReasons(callId)).toEqual([
      {
        kind: 'document',
        id: 'plan',
        action: 'edit',
        reason: 'not owner: P.id = "user_1"',
        place: 'policies/document.yaml:39',
      },
    ]);
    expect(await fetchReasons('01ARZ3NDEKTSV4RRFFQ69G5FAX')).toEqual([]);
  });

  it('tells of a refused call what was denied, and not to caches', async () => {
    const { status, body, headers } = await send({});
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      callId,
      explanations: [{ question: { action: 'edit' } }],
    });
    expect(headers).toMatchObject({ 'cache-control': 'no-store' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  const withToken = (path: string) => () => new URL(server.url).pathname + path;
  it.each<[string, () => Attempt]>([
    ['another token', () => ({ path: `/${'a'.repeat(43)}/decisions/last-denial` })],
    [
      'a part of the token',
      () => ({ path: `/${server.url.slice(-43, -1)}/decisions/last-denial` }),
    ],
    ['no token', () => ({ path: '/decisions/last-denial' })],
    ['an empty token', () => ({ path: '//decisions/last-denial' })],
    ['a path above it', () => ({ path: withToken('/../decisions/last-denial')() })],
    ['a longer path', () => ({ path: withToken('/decisions/last-denial/x')() })],
    ['another question', () => ({ path: withToken(`/principals/${callId}`)() })],
    ['a member of all objects', () => ({ path: withToken('/constructor/constructor')() })],
    ['a name that points here', () => ({ headers: { host: 'evil.example' } })],
    ['localhost', () => ({ headers: { host: `localhost:${new URL(server.url).port}` } })],
    ['a page', () => ({ headers: { origin: 'https://evil.example' } })],
    ['an image of a page', () => ({ headers: { 'sec-fetch-site': 'cross-site' } })],
    ['a page of this machine', () => ({ headers: { origin: new URL(server.url).origin } })],
    ['POST', () => ({ method: 'POST' })],
    ['OPTIONS', () => ({ method: 'OPTIONS' })],
  ])('tells nothing to %s', async (_, attempt) => {
    const { status, body } = await send(attempt());
    expect(status).toBe(404);
    expect(body).toBe('{"error":"not found"}');
  });

  it('listens on this machine alone, with a token that is new each time', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
    const other = await startControlServer(calls, explainer);
    other.close();
    expect(other.url.slice(-43)).not.toBe(server.url.slice(-43));
  });
});
