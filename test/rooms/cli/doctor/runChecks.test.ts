import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Check, type Finding, pass } from '../../../../src/cli/doctor/Check';
import { checks } from '../../../../src/cli/doctor/checks';
import { ClerkApi } from '../../../../src/cli/doctor/clerk/ClerkApi';
import { readClerkKeys } from '../../../../src/cli/doctor/clerk/readClerkKeys';
import { showResults } from '../../../../src/cli/doctor/printResults';
import { runChecks } from '../../../../src/cli/doctor/runChecks';
import { nothing, policySet, resourcePolicy } from './examine';
import { startClerkApi } from './startClerkApi';

const finds = (finding: () => Finding | Promise<Finding>, timeoutMs = 60_000): Check => ({
  name: 'policies.test',
  timeoutMs,
  run: finding,
});

describe('runChecks', () => {
  it('says what a check threw, and goes on with the others', async () => {
    const results = await runChecks(
      [
        finds(() => {
          throw new TypeError('fetch failed', { cause: new Error('certificate has expired') });
        }),
        finds(() => pass('Fine.')),
      ],
      nothing,
    );
    expect(results).toEqual([
      {
        name: 'policies.test',
        status: 'fail',
        message: 'It could not be examined: fetch failed: certificate has expired',
      },
      { name: 'policies.test', status: 'pass', message: 'Fine.' },
    ]);
  });

  it('does not wait for a check that takes too long', async () => {
    const [result] = await runChecks([finds(() => new Promise(() => undefined), 1)], nothing);
    expect(result).toMatchObject({ status: 'fail', message: 'It took more than 0.001 seconds.' });
  });

  it('leaves out what is not asked for', async () => {
    let ran = false;
    const check = finds(() => {
      ran = true;
      return pass('Fine.');
    });
    const [result] = await runChecks([check], nothing, ['policies.test']);
    expect(result).toMatchObject({ status: 'skip' });
    expect(ran).toBe(false);
  });
});

describe('doctor prints no secret key', () => {
  const text = fc.stringMatching(/^\w{8,40}$/);
  const keys = fc.oneof(
    text.map((rest) => `sk_test_${rest}`),
    text.map((rest) => `sk_live_${rest}`),
    // What is no key may be a password all the same.
    fc.string({ minLength: 12, maxLength: 40 }).filter((value) => value.trim().length >= 12),
  );

  it('whatever a check says', async () => {
    await fc.assert(
      fc.asyncProperty(keys, fc.string(), async (key, around) => {
        const leaks = (): Finding => ({
          status: 'fail',
          message: `${around}${key} ${around}`,
          detail: `Bearer ${key}`,
          remedy: `curl -H "authorization: ${key}"`,
        });
        const throws = () => {
          throw new Error(`Headers.append: "Bearer ${key}" is an invalid header value.`);
        };
        const subject = { ...nothing, keys: readClerkKeys({ CLERK_SECRET_KEY: key }) };
        const results = await runChecks([finds(leaks), finds(throws)], subject);
        expectNoSecret(JSON.stringify(results) + showResults(results), key);
      }),
    );
  });

  it('and none of the checks does, wherever the key stands and whatever Clerk answers', async () => {
    const policies = await policySet({
      'note.yaml': resourcePolicy('note', [{ roles: 'org:admin' }]),
    });
    await fc.assert(
      fc.asyncProperty(keys, fc.constantFrom(200, 302, 401, 500), async (key, status) => {
        const item = JSON.stringify({
          data: [{ key, frontend_api_url: key }],
          environment_type: key,
        });
        const { url } = await startClerkApi({ answer: { status, body: item } });
        const environment = {
          CLERK_SECRET_KEY: key,
          CLERK_PUBLISHABLE_KEY: key,
          NEXT_PUBLIC_CLERK_SECRET_KEY: key,
        };
        const subject = {
          ...nothing,
          policies,
          keys: readClerkKeys(environment),
          clerk: new ClerkApi(url, 'sk_test_fits_into_a_header'),
        };
        const ofClerk = checks.filter(({ name }) => name.startsWith('clerk.'));
        const results = await runChecks(ofClerk, subject);
        expectNoSecret(JSON.stringify(results) + showResults(results), key);
      }),
      { numRuns: 30 },
    );
  });

  function expectNoSecret(output: string, key: string): void {
    // What a key begins with may be shown: `sk_test_`.
    const secret = key.trim().replace(/^sk_(?:test|live)_/, '');
    expect(output).not.toContain(secret);
  }
});

describe('what doctor prints', () => {
  it('can not change the terminal', async () => {
    const [result] = await runChecks([finds(() => pass('\u001B[2J', 'a\u001B[1A'))], nothing);
    const shown = result === undefined ? '' : showResults([result]);
    expect(shown).toContain('\\u001B[2J');
    expect(shown).not.toContain('\u001B[2J');
    expect(shown).not.toContain('\u001B[1A');
  });

  it('shortens long evidence, and names what was skipped once for each reason', () => {
    const detail = Array.from({ length: 40 }, (_, index) => `line ${String(index)}`).join('\n');
    const shown = showResults([
      { name: 'pdp.one', status: 'skip', message: 'No PDP.' },
      { name: 'pdp.two', status: 'skip', message: 'No PDP.' },
      { name: 'policies.three', status: 'warn', message: 'Look.', detail, remedy: 'Do it.' },
    ]);
    expect(shown).toContain('– one, two: No PDP.');
    expect(shown).toContain('line 10\n      and 29 more lines: use --json\n      → Do it.');
    expect(shown).toMatch(/1 to look at, 2 skipped$/);
  });
});
