import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isClerkCerbosError, type Principal, toPrincipal } from '../../src';
import { root } from '../setup/publishedPackage';
import { caller } from './callers';
import { oddClaims } from './claims';
import { check, pack, packCopy, startPdp } from './pack';
import { sample, understand } from './tokens';

const file = '_schemas/clerk_principal.json';
const schema = readFileSync(join(pack, file), 'utf8');
const nobody = toPrincipal({ tokenType: 'session_token', isAuthenticated: false });
const view = [
  { resource: { kind: 'billing', id: '1', attr: { orgId: 'org_1' } }, actions: ['view'] },
];

/** What the PDP says of a principal's attributes, and whether it lets them view. */
async function validate(cerbos: Parameters<typeof check>[0], principal: Principal) {
  const [result] = await check(cerbos, principal, view);
  const errors = result?.validationErrors ?? [];
  return {
    allowed: result?.isAllowed('view'),
    at: errors.map(({ path, message }) => path + message),
  };
}

describe("the schema of the principal's attributes", () => {
  it('requires every attribute of the contract, and lets an app map others', () => {
    const { required, properties, additionalProperties } = JSON.parse(schema) as {
      required: string[];
      properties: object;
      additionalProperties: boolean;
    };
    expect(required).toEqual(Object.keys(nobody.attr));
    expect(Object.keys(properties)).toEqual(required);
    expect(additionalProperties).toBe(true);
  });

  it('fits whatever toPrincipal makes', async () => {
    const cerbos = await startPdp(await packCopy());
    await fc.assert(
      fc.asyncProperty(caller, async ({ principal }) => {
        expect((await validate(cerbos, principal)).at).toEqual([]);
      }),
      { numRuns: 200 },
    );
    for (const claims of sample(oddClaims, 300)) {
      const principal = mapped(claims);
      if (principal === undefined) continue;
      expect((await validate(cerbos, principal)).at).toEqual([]);
    }
  });

  it('refuses a principal that lacks any attribute, or has it of another type', async () => {
    const cerbos = await startPdp(await packCopy());
    const member = fc
      .sample(caller, 200)
      .map(({ principal }) => principal)
      .find(({ roles, attr }) => roles.includes('user') && attr.orgId === 'org_1');
    if (member === undefined) throw new Error('None of 200 callers is a member of org_1.');
    expect(await validate(cerbos, member)).toEqual({ allowed: true, at: [] });
    for (const name of Object.keys(nobody.attr)) {
      const { [name]: _, ...others } = member.attr;
      for (const attr of [others, { ...others, [name]: null }, { ...others, [name]: true }]) {
        const { allowed, at } = await validate(cerbos, {
          ...member,
          attr: attr as typeof member.attr,
        });
        expect([name, allowed, at.length > 0]).toEqual([name, false, true]);
      }
    }
  });
});

function mapped(claims: Record<string, unknown>): Principal | undefined {
  const { auth } = understand({ ...claims, department: 'finance' });
  try {
    return auth && toPrincipal(auth, { claims: 'all', attr: () => ({ region: 'eu', level: 3 }) });
  } catch (error) {
    if (isClerkCerbosError(error)) return undefined;
    throw error;
  }
}

const examples = readdirSync(join(root, 'examples')).filter((name) =>
  readdirSync(join(root, 'examples', name)).includes('policies'),
);

test.each(examples)('examples/%s checks principals by the very same schema', (name) => {
  expect(readFileSync(join(root, 'examples', name, 'policies', file), 'utf8')).toBe(schema);
});
