import { describe, expect, it } from 'vitest';
import { readClerkAuth } from '../../../src/bridge/Framework';
import { member } from '../ask/auths';

const missing = { says: 'middleware is missing', write: 'Register it.' };

describe('whoever asks Clerk', () => {
  it.each([
    [undefined, ['request']],
    ['any' as const, ['request', { acceptsToken: 'any' }]],
  ])('passes on which tokens are accepted: %s', async (acceptsToken, expected) => {
    const request = Object('request') as object; // a wrapper, so that the list below reads well
    const passed: unknown[] = [];
    const getAuth = (...args: unknown[]) => {
      passed.push(...args);
      return member;
    };
    expect(await readClerkAuth(getAuth, [request], acceptsToken, missing)).toBe(member);
    expect(JSON.parse(JSON.stringify(passed))).toEqual(expected);
  });

  it('is told what to write where the middleware did not run', async () => {
    const cause = new Error('Clerk: the middleware is missing here');
    const asked = readClerkAuth(() => Promise.reject(cause), [], undefined, missing);
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
    const asked = readClerkAuth(() => Promise.reject(thrown), [], undefined, missing);
    await expect(asked).rejects.toBe(thrown);
  });
});
