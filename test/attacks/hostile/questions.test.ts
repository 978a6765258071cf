import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClerkCerbos, createClerkCerbos, isClerkCerbosError, toPrincipal } from '../../../src';
import { member } from '../../rooms/ask/auths';
import { transports } from '../faults/clients';
import { usePdp } from '../../setup/pdp';
import { askDirectly } from './askDirectly';
import { anyJson, anyText, hostileTexts } from './hostileText';

const pdp = usePdp();
const principal = toPrincipal(member);
const prototypes = [Object.prototype, Array.prototype, Function.prototype];
const membersOf = () => prototypes.map((prototype) => Reflect.ownKeys(prototype));

const often = <T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 3, arbitrary: usual }, { weight: 1, arbitrary: odd });
const question = fc.record({
  resource: fc.record({
    kind: often(fc.constantFrom('document', 'mirror'), anyText),
    // Few enough that questions asked together are often about the same.
    id: often(fc.constantFrom('1', '2'), anyText),
    // What the policies read, as it should be and as it should not, and anything beside it.
    attr: fc
      .tuple(
        fc.record(
          {
            ownerId: often(fc.constantFrom('user_1', 'user_2', ''), anyJson),
            orgId: often(fc.constantFrom('org_acme', 'org_globex', ''), anyJson),
            public: often(fc.boolean(), anyJson),
          },
          { requiredKeys: [] },
        ),
        fc.dictionary(anyText, anyJson, { maxKeys: 3 }),
      )
      .map(([read, other]) => Object.defineProperties({}, descriptors({ ...read, ...other }))),
  }),
  actions: fc.array(often(fc.constantFrom('read', 'view', 'edit', 'look'), anyText), {
    minLength: 1,
    maxLength: 6,
  }),
});

/** Own members, also where one is called `__proto__`. */
function descriptors(members: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(members);
}

/** The allowed actions, or the path of what was refused. */
async function outcomeOf(
  { checkResource }: ClerkCerbos,
  asked: { resource: { kind: string; id: string; attr: object }; actions: string[] },
): Promise<{ allowed: string[] } | { path: string } | { code: string }> {
  try {
    const decision = await checkResource(member, asked);
    const allowed = decision.allowedActions();
    // All ways to read a decision say the same.
    expect(allowed).toEqual([...new Set(asked.actions)].filter((a) => decision.isAllowed(a)));
    expect(decision.allAllowed()).toBe(allowed.length === new Set(asked.actions).size);
    return { allowed };
  } catch (error) {
    if (!isClerkCerbosError(error)) throw error;
    expect(error.name).toBe('RejectedError');
    return 'path' in error && typeof error.path === 'string'
      ? { path: error.path }
      : { code: error.code };
  }
}

describe.each(transports)('whatever is asked, through $name', ({ connect, targetOf }) => {
  let client: ReturnType<typeof connect>;
  let cerbos: ClerkCerbos;
  beforeAll(() => {
    client = connect(targetOf(pdp()));
    cerbos = createClerkCerbos({ cerbos: client, timeoutMs: 15_000 });
  });
  afterAll(() => {
    client.close();
  });

  it('just what the PDP itself allows is allowed, or the error says where the mistake is', async () => {
    const before = membersOf();
    const seen = { allowed: 0, denied: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        const outcome = await outcomeOf(cerbos, asked);
        if (!('allowed' in outcome)) {
          expect(outcome).toMatchObject({ path: expect.stringMatching(/^(resource|actions)\b/) });
          seen.refused += 1;
          return;
        }
        const direct = await askDirectly(pdp().httpUrl, { principal, ...asked });
        expect(outcome.allowed).toEqual(direct);
        seen[outcome.allowed.length > 0 ? 'allowed' : 'denied'] += 1;
      }),
      { numRuns: 400 },
    );
    expect(membersOf()).toEqual(before);
    // If all went one way, nothing would have been tested.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
  });

  it('together, it is answered as if it were asked alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 2, maxLength: 12 }), async (questions) => {
        const { checkResource } = await cerbos.authorizer(member);
        const answers = await Promise.allSettled(questions.map((asked) => checkResource(asked)));
        for (const [index, asked] of questions.entries()) {
          const answer = answers[index];
          if (answer?.status !== 'fulfilled') {
            expect(answer?.reason).toMatchObject({
              name: 'RejectedError',
              path: expect.stringMatching(/./),
            });
            continue;
          }
          const direct = await askDirectly(pdp().httpUrl, { principal, ...asked });
          expect(answer.value.allowedActions()).toEqual(direct);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each(hostileTexts.map((text) => [text.slice(0, 60), text]))(
    'a kind, an id, an action and a member called %j are like any other',
    async (_, text) => {
      const attr = Object.defineProperty({ ownerId: 'user_1', orgId: '' }, text, {
        value: text,
        enumerable: true,
      });
      const named = [
        { resource: { kind: 'document', id: text, attr }, actions: ['edit', text, 'view'] },
        { resource: { kind: text, id: text, attr }, actions: ['edit', text, 'view'] },
      ];
      for (const asked of named) {
        const direct = await askDirectly(pdp().httpUrl, { principal, ...asked });
        expect(await outcomeOf(cerbos, asked)).toEqual({ allowed: direct });
      }
      // An owner may edit and view, whatever the document is called; nobody may do anything else.
      expect(await outcomeOf(cerbos, named[0] ?? never())).toEqual({ allowed: ['edit', 'view'] });
    },
  );

  const nested = (levels: number) =>
    Array.from({ length: levels }).reduce<unknown>((inner) => ({ in: inner }), 1);
  it.each<[string, object, string]>([
    ['a lone surrogate', { text: '\ud800' }, 'resource.attr.text'],
    ['a name with one', { 'a\udfff': 1 }, 'resource.attr["a\\udfff"]'],
    ['a member without a name', { '': 1 }, 'resource.attr[""]'],
    ['NaN', { list: [1, NaN] }, 'resource.attr.list[1]'],
    ['a toJSON that would say something else', { toJSON: () => ({}) }, 'resource.attr.toJSON'],
    ['too deep a value', { deep: nested(64) }, `resource.attr.deep${'.in'.repeat(63)}`],
    ['too many values', { many: new Array(100_001).fill(0) }, 'resource.attr.many[99999]'],
  ])('%s is refused by its path', async (_, attr, path) => {
    const asked = { resource: { kind: 'document', id: '1', attr }, actions: ['view'] };
    expect(await outcomeOf(cerbos, asked)).toEqual({ path });
  });

  it('what is as large and as deep as is taken reaches the PDP, and what is larger is refused', async () => {
    const ask = (attr: object) =>
      outcomeOf(cerbos, {
        resource: { kind: 'document', id: '1', attr: { ownerId: 'user_1', orgId: '', ...attr } },
        actions: ['edit'],
      });
    const allowed = { allowed: ['edit'] };
    expect(await ask({ deep: nested(63) })).toEqual(allowed);
    expect(await ask({ many: new Array(99_000).fill(0) })).toEqual(allowed);
    expect(await ask({ text: 'x'.repeat(3_000_000) })).toEqual(allowed);
    expect(await ask({ text: 'x'.repeat(6_000_000) })).toEqual({ code: 'pdp_rejected' });
  });
});

function never(): never {
  throw new Error('There is a first one.');
}
