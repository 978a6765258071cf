import fc from 'fast-check';
import { HTTP } from '@cerbos/http';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  isClerkCerbosError,
} from '../../../src';
import { askEndpoint } from '../../rooms/bridge/endpoint/askEndpoint';
import { member } from '../../rooms/ask/auths';
import { adminClaims, clerkBackends } from '../../rooms/identify/clerkAuths';
import { usePdp } from '../../setup/pdp';
import { mayDo } from '../faults/oracle';
import { anyJson, anyText } from './hostileText';

const pdp = usePdp();
let http: HTTP;
beforeAll(() => {
  http = new HTTP(pdp().httpUrl);
});

const actions = ['read', 'view', 'edit', 'delete'];
const documents = [
  { ownerId: 'user_1', orgId: 'org_1', public: false },
  { ownerId: 'user_2', orgId: 'org_1', public: false },
  { ownerId: 'user_2', orgId: 'org_2', public: false },
  { ownerId: '', orgId: '', public: false },
];

/** The real client, and what was sent through it. */
function recorded() {
  const sent: Parameters<CerbosClient['checkResources']>[0][] = [];
  const cerbos: CerbosClient = {
    checkResources(request, options) {
      sent.push(request);
      return http.checkResources(request, options);
    },
    planResources: (...args) => http.planResources(...args),
  };
  return { cerbos, sent };
}

/** What they may do with each of the documents, at the real PDP. */
async function allowedTo(
  auth: ClerkAuth,
  options: Partial<Parameters<typeof createClerkCerbos>[0]> = {},
) {
  const { cerbos, sent } = recorded();
  const { checkResources } = createClerkCerbos({ cerbos, timeoutMs: 15_000, ...options });
  const resources = documents.map((attr, index) => ({
    resource: { kind: 'document', id: String(index), attr },
    actions,
  }));
  const decisions = await checkResources(auth, { resources });
  return { allowed: decisions.map((decision) => decision.allowedActions()), sent };
}

const may = (person: Parameters<typeof mayDo>[0]) =>
  documents.map((document) =>
    actions.filter((action) =>
      // The policy lets an owner delete who verified within ten minutes, as all of these did.
      action === 'delete' ? document.ownerId === person.userId : mayDo(person, action, document),
    ),
  );

describe.each(clerkBackends)('whatever else a token of $name carries', ({ signedIn }) => {
  // Named as Clerk and the contract name things, so that one could be taken for the other.
  const name = fc.oneof(
    fc.constantFrom(
      'userId',
      'orgId',
      'orgRole',
      'orgSlug',
      'roles',
      'role',
      'id',
      'tokenType',
      'actorId',
      'scope',
      'policyVersion',
      'attr',
      'claims',
      'firstFactorAge',
      '__proto__',
      'constructor',
      'toJSON',
      'metadata',
      'principal',
    ),
    anyText,
  );
  const value = fc.oneof(
    fc.constantFrom('user_2', 'org_2', 'org:admin', ['org:admin', '*'], 0),
    anyJson,
  );

  it.each(['all', undefined] as const)(
    'nobody may do more for it, where claims are %s',
    async (claims) => {
      let answered = 0;
      await fc.assert(
        fc.asyncProperty(fc.dictionary(name, value, { maxKeys: 5 }), async (custom) => {
          const o = { id: 'org_1', slg: 'acme', rol: 'member', per: 'read', fpm: '1' };
          const auth = signedIn({ ...custom, ...adminClaims, o, exp: 9_999_999_999 });
          try {
            const principal = claims === undefined ? {} : { claims };
            const { allowed } = await allowedTo(auth, { principal });
            expect(allowed).toEqual(
              may({ userId: 'user_1', orgId: 'org_1', orgRole: 'org:member' }),
            );
            answered += 1;
          } catch (error) {
            if (!isClerkCerbosError(error)) throw error;
            expect(error).toMatchObject({
              name: 'RejectedError',
              path: expect.stringMatching(/^sessionClaims\b/),
            });
          }
        }),
        { numRuns: 100 },
      );
      expect(answered).toBeGreaterThan(20);
    },
  );
});

describe('an organization', () => {
  const slug = fc.oneof(
    fc.constantFrom('.', 'acme', 'acme.eu', 'acme.eu.fr', '..', 'a b', '/', '-', '', 'default'),
    anyText,
  );

  it('of any slug, role and permissions gives what its id gives, and never a scope', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(slug, fc.array(anyText, { maxLength: 3 }), async (orgSlug, permissions) => {
        const auth = {
          ...member,
          orgId: 'org_1',
          orgRole: 'org:member',
          orgSlug,
          orgPermissions: permissions,
        };
        try {
          const { allowed, sent } = await allowedTo(auth);
          expect(allowed).toEqual(may({ userId: 'user_1', orgId: 'org_1', orgRole: 'org:member' }));
          const written = JSON.stringify(sent);
          expect(written).not.toMatch(/"(scope|policyVersion)":/);
          answered += 1;
        } catch (error) {
          if (!isClerkCerbosError(error)) throw error;
          expect(error).toMatchObject({
            code: 'invalid_auth',
            path: expect.stringMatching(/^org(Slug|Permissions\[\d\])$/),
          });
        }
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(20);
  });
});

describe('a browser', () => {
  it('that asks about any ids and actions is told what the PDP allows, in booleans', async () => {
    const ids = ['0', '1', '2', '3'];
    const check = fc.record({
      kind: fc.constant('document'),
      id: fc.oneof(fc.constantFrom(...ids), anyText),
      actions: fc.array(fc.oneof(fc.constantFrom(...actions), anyText), {
        minLength: 1,
        maxLength: 4,
      }),
    });
    const auth = { ...member, orgId: 'org_1' };
    const expected = may({ userId: 'user_1', orgId: 'org_1', orgRole: 'org:member' });
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(check, { minLength: 1, maxLength: 4 }), async (checks) => {
        const options = {
          cerbos: http,
          timeoutMs: 15_000,
          resources: {
            document: (id: string) => {
              const attr = ids.includes(id) ? documents[Number(id)] : undefined;
              return attr === undefined ? null : { attr };
            },
          },
        };
        const { status, body } = await askEndpoint(options, auth, checks);
        expect([200, 400, 413]).toContain(status);
        if (status !== 200) return;
        answered += 1;
        const { decisions } = JSON.parse(JSON.stringify(body)) as { decisions: object[] };
        checks.forEach(({ id, actions: asked }, index) => {
          for (const action of asked) {
            const allowed: unknown = Object.getOwnPropertyDescriptor(
              decisions[index] ?? {},
              action,
            )?.value;
            const may = ids.includes(id) && expected[Number(id)]?.includes(action) === true;
            expect([id, action, allowed]).toEqual([id, action, may]);
          }
        });
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(20);
  });
});
