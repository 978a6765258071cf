import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyPolicies, ClerkAuth } from '../../../src';
import { respond } from '../../../src/answer/respond';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { readRule } from '../../../src/bridge/guard/readRule';
import { isOfOtherOrigin } from '../../../src/bridge/isOfOtherOrigin';
import { nodeHead, webHead } from '../../../src/bridge/RequestHead';
import { member, signedOut } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const own = 'https://app.example.com';
const listed = 'https://admin.example.com';
const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
const machine: ClerkAuth = {
  tokenType: 'api_key',
  isAuthenticated: true,
  id: 'ak_1',
  userId: 'user_1',
  scopes: [],
};

/** Sends a request to a guarded handler, and tells which functions of the app were called. */
async function send(
  headers: Readonly<Record<string, string>>,
  { method = 'POST', auth = member, clientOrigins = [listed], ...rule }: Sent = {},
) {
  const called: string[] = [];
  const { guard } = createRequestBridge<AnyPolicies, object, Request>(
    { cerbos: fakeClient(allowAll), clientOrigins },
    { auth: () => Promise.resolve(auth), head: webHead },
  );
  const checked = readRule({
    action: 'edit',
    resource: () => (called.push('resource'), { kind: 'document', id: '1', attr: {} }),
    onDenied: () => void called.push('onDenied'),
    ...rule,
  });
  const request = new Request(`${own}/documents/1`, { method });
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  const call = guard(request, checked, [request]);
  const response = await respond(call, async () => {
    await call.grant();
    called.push('handler');
    return new Response();
  });
  return { status: response.status, called };
}

interface Sent {
  readonly method?: string;
  readonly auth?: ClerkAuth;
  readonly anyOrigin?: boolean;
  readonly clientOrigins?: readonly string[];
}

const refused = { status: 403, called: [] };
const ran = { status: 200, called: ['resource', 'handler'] };

describe('a write that a page of another origin had the browser send', () => {
  it('reaches no function of the rule, nor the handler', async () => {
    expect(await send(foreign)).toEqual(refused);
  });

  it.each([
    ['the rule takes any origin', foreign, { anyOrigin: true }],
    ['nobody is signed in', foreign, { auth: signedOut }],
    ['a machine sends it', foreign, { auth: machine }],
    ['a bearer token is sent', { ...foreign, authorization: 'Bearer x' }, {}],
    ['a token is sent without its scheme', { ...foreign, authorization: 'x' }, {}],
    ['its origin is listed', { ...foreign, origin: listed }, {}],
    ['nothing is written', foreign, { method: 'GET' }],
  ])('runs where %s', async (_, headers, rule) => {
    expect(await send(headers, rule)).toEqual(ran);
  });

  it.each(['chrome-extension://abcdef', 'capacitor://localhost', 'app://.'])(
    'runs where it comes from an app in a web view that is listed: %s',
    async (origin) => {
      const headers = { origin, 'sec-fetch-site': 'cross-site' };
      expect(await send(headers, { clientOrigins: [origin] })).toEqual(ran);
      expect(await send(headers, { clientOrigins: [`${origin}x`] })).toEqual(refused);
    },
  );

  it.each(['Basic dTpw', 'bearer x', 'Digest x y', ''])(
    'is refused where the header holds no token that Clerk takes: %j',
    async (authorization) => {
      expect(await send({ ...foreign, authorization })).toEqual(refused);
    },
  );

  it('is refused whatever else it says, by any method that may write', async () => {
    const others = fc.constantFrom('https://evil.example', `${own}.evil.example`, 'null', 'x');
    const said = fc.record(
      {
        host: fc.constantFrom('app.example.com', 'evil.test'),
        'x-forwarded-host': fc.constantFrom('app.example.com', ''),
        referer: fc.constantFrom(own, ''),
        'content-type': fc.constantFrom('text/plain', 'application/x-www-form-urlencoded'),
        'x-requested-with': fc.constant('XMLHttpRequest'),
      },
      { requiredKeys: ['host'] },
    );
    const sites = fc.constantFrom('cross-site', 'same-site', undefined);
    const methods = fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'PURGE');
    await fc.assert(
      fc.asyncProperty(others, said, sites, methods, async (origin, headers, site, method) => {
        const sent = { ...headers, origin, ...(site && { 'sec-fetch-site': site }) };
        expect(await send(sent, { method })).toEqual(refused);
      }),
    );
  });
});

it.each([
  ['the app itself', { origin: own, 'sec-fetch-site': 'same-origin' }],
  ['the app itself, in an old browser', { origin: own, host: 'app.example.com' }],
  [
    'the app itself, behind a proxy, in an old browser',
    { origin: own, host: '10.0.0.1', 'x-forwarded-host': 'app.example.com' },
  ],
  [
    'the app itself, where a proxy writes the port that is understood',
    { origin: own, host: '10.0.0.1', 'x-forwarded-host': 'app.example.com:443' },
  ],
  ['the app itself, where referrers are off', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
  ['nobody, but of the user alone', { origin: 'null', 'sec-fetch-site': 'none' }],
  ['nobody, but of a program', {}],
])('a write with a cookie runs for a page of %s', async (_, headers) => {
  expect(await send(headers)).toEqual(ran);
});

it.each([{ host: 'app.example.com' }, { ':authority': 'app.example.com' }])(
  'of a request of Node.js, the host is known over HTTP/1.1 and HTTP/2: %j',
  (headers) => {
    const head = nodeHead({ method: 'POST', headers: { ...headers, origin: own } });
    expect(isOfOtherOrigin(head, new Set())).toBe(false);
    const foreign = nodeHead({ method: 'POST', headers: { ...headers, origin: 'https://a.test' } });
    expect(isOfOtherOrigin(foreign, new Set())).toBe(true);
  },
);

it('an anyOrigin that is neither true nor false is refused when it is written', () => {
  const rule = { action: 'edit', resource: { kind: 'document', id: '1', attr: {} } };
  expect(() => readRule({ ...rule, anyOrigin: 'no' as unknown as boolean })).toThrow('anyOrigin');
});
