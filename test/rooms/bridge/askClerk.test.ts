import { describe, expect, it } from 'vitest';
import { readClerkAuth } from '../../../src/bridge/Framework';
import { member } from '../ask/auths';

const needs = '@clerk/express 2';
const missing = { says: 'middleware is missing', write: 'Register it.' };

describe('whoever asks Clerk', () => {
  it.each([
    [{}, ['request']],
    [{ acceptsToken: 'any' as const }, ['request', { acceptsToken: 'any' }]],
    [{ treatPendingAsSignedOut: false as const }, ['request', { treatPendingAsSignedOut: false }]],
  ])('passes on the options that there are: %o', async (options, expected) => {
    const request = Object('request') as object; // a wrapper, so that the list below reads well
    const passed: unknown[] = [];
    const getAuth = (...args: unknown[]) => {
      passed.push(...args);
      return member;
    };
    expect(await readClerkAuth(getAuth, [request], options, needs, missing)).toBe(member);
    expect(JSON.parse(JSON.stringify(passed))).toEqual(expected);
  });

  it('is told what to write where the middleware did not run', async () => {
    const cause = new Error('Clerk: the middleware is missing here');
    const asked = readClerkAuth(() => Promise.reject(cause), [], {}, needs, missing);
    await expect(asked).rejects.toMatchObject({
      code: 'missing_middleware',
      message: "Clerk's middleware does not run for this route. Register it. [missing_middleware]",
      cause,
    });
  });

  it.each([
    ['control flow of the framework', Object.assign(new Error(missing.says), { digest: 'X' })],
    ['what else the SDK throws', new Error('something else')],
    ['what is no error', new Response(null, { status: 307 })],
  ])('is passed %s untouched', async (_name, thrown) => {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- SDKs do so
    const asked = readClerkAuth(() => Promise.reject(thrown), [], {}, needs, missing);
    await expect(asked).rejects.toBe(thrown);
  });

  // As `@clerk/express` 1 and `@clerk/nextjs` 5 return it.
  const old = {
    ...{ sessionClaims: null, sessionId: null, userId: null, actor: null, orgId: null },
    getToken: () => Promise.resolve(null),
    has: () => false,
    debug: () => ({}),
  };

  it.each([
    ['a signed-out caller', old],
    ['a signed-in caller', { ...old, userId: 'user_1', sessionId: 'sess_1' }],
  ])('is told that the SDK is too old if %s has no tokenType', async (_name, auth) => {
    const asked = readClerkAuth(() => auth, [], {}, needs, missing);
    await expect(asked).rejects.toMatchObject({
      code: 'outdated_sdk',
      message: expect.stringMatching(
        /^The installed @clerk\/express is too old: .*@clerk\/express 2/,
      ),
    });
  });

  it('is told the same if the SDK has no such function', async () => {
    const asked = readClerkAuth(undefined, [], {}, needs, missing);
    await expect(asked).rejects.toMatchObject({ code: 'outdated_sdk' });
  });

  it.each(['api_key' as const, ['api_key', 'm2m_token'] as const])(
    'never gets a session where the rule accepts %s, though an old SDK ignores that',
    async (acceptsToken) => {
      const asked = readClerkAuth(() => member, [], { acceptsToken }, needs, missing);
      await expect(asked).rejects.toMatchObject({ code: 'outdated_sdk' });
    },
  );

  it('gets what a test of an app passes in the place of an auth object', async () => {
    const auth = { userId: null };
    expect(await readClerkAuth(() => auth, [], {}, needs, missing)).toBe(auth);
  });
});
