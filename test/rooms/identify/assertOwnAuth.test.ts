import { describe, expect, it } from 'vitest';
import type { ClerkAuth } from '../../../src';
import { assertOwnAuth } from '../../../src/identify/assertOwnAuth';
import { member, signedOut } from '../ask/auths';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token as it is read here, where nothing is verified. */
const token = (claims: object) => `${encode({ alg: 'RS256' })}.${encode(claims)}.signature`;

const own = token({ sub: 'user_1', sid: 'sess_1' });
const foreign = token({ sub: 'user_2', sid: 'sess_2' });
const machine: ClerkAuth = { tokenType: 'api_key', isAuthenticated: true, id: 'ak_1' };

/** What Clerk's middleware writes its result to. */
const makeContext = () => ({ get: () => undefined });
const check = (
  headers: Record<string, string>,
  auth: ClerkAuth = member,
  context = makeContext(),
) => {
  assertOwnAuth(auth, new Request('http://localhost/', { headers }), context);
};

describe('an auth object', () => {
  it.each<[string, Record<string, string>]>([
    ['in the header', { authorization: `Bearer ${own}` }],
    ['in the header, in lower case', { authorization: `bearer ${own}` }],
    ['in the header, without a scheme', { authorization: own }],
    ['in a cookie', { cookie: `theme=dark; __session=${own}` }],
    ['in a cookie of one of several apps', { cookie: `__session=${foreign}; __session_a1=${own}` }],
    [
      'in a cookie that Clerk hands over',
      { cookie: `__clerk_handshake=${token({ handshake: [`__session_a1=${own}; Path=/`] })}` },
    ],
    ['behind a nonce, which only its API can read', { cookie: '__clerk_handshake_nonce=n' }],
  ])('is taken where its session is %s', (_, headers) => {
    expect(() => {
      check(headers);
    }).not.toThrow();
  });

  it.each<[string, Record<string, string>]>([
    ['no credentials', {}],
    ["another session's header", { authorization: `Bearer ${foreign}` }],
    ["another session's cookie", { cookie: `__session=${foreign}` }],
    [
      'another session of the same user',
      { cookie: `__session=${token({ sub: 'user_1', sid: 'sess_9' })}` },
    ],
    ['the right token under another name', { cookie: `theme=${own}` }],
    ['what is no token', { authorization: 'Bearer x.y.z' }],
  ])('is refused for a request with %s', (_, headers) => {
    expect(() => {
      check(headers);
    }).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
  });

  it('of a machine needs a header, and one that is signed out needs nothing', () => {
    expect(() => {
      check({}, machine);
    }).toThrow('RouterContextProvider');
    expect(() => {
      check({ authorization: 'Bearer ak_x' }, machine);
    }).not.toThrow();
    expect(() => {
      check({}, signedOut);
    }).not.toThrow();
  });

  it('is refused in a context that belongs to other credentials, whatever it says', () => {
    const shared = makeContext();
    check({ authorization: `Bearer ${own}` }, member, shared);
    check({ authorization: `Bearer ${own}` }, member, shared);
    for (const auth of [member, signedOut]) {
      expect(() => {
        check({ cookie: '__clerk_handshake_nonce=n' }, auth, shared);
      }).toThrow('RouterContextProvider');
    }
  });
});
