import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type ClerkAuth, createClerkCerbos } from '../../../../src';
import { patient, usePdp } from '../../../setup/pdp';
import { member, signedOut } from '../../ask/auths';
import { allowAll, fakeClient } from '../../ask/fakeClient';

const pdp = usePdp();
const admin: ClerkAuth = { ...member, orgRole: 'org:admin' };

/** The authorizer of a caller, and the calls to the real PDP. */
async function setUp(
  auth: ClerkAuth,
  options: { resources?: Record<string, (id: string) => { attr: object } | null> } = {},
) {
  const cerbos = new HTTP(pdp().httpUrl);
  const calls = vi.spyOn(cerbos, 'checkResources');
  const { authorizer } = createClerkCerbos({ cerbos, ...patient, ...options });
  const { allowedTools } = await authorizer(auth);
  return { allowedTools, calls };
}

const search = { description: 'finds' };
const adminPurge = { description: 'purges' };
const send = { description: 'sends' };
const byName = { search, admin_purge: adminPurge, send };
const list = [
  { name: 'search', ...search },
  { name: 'admin_purge', ...adminPurge },
  { name: 'send', ...send },
];

describe('the allowed tools', () => {
  it('are those of an object that the caller may see: the same objects, in the same order', async () => {
    const { allowedTools } = await setUp(member);
    const allowed = await allowedTools(byName);
    expect(Object.entries(allowed)).toEqual([
      ['search', search],
      ['send', send],
    ]);
    expect(allowed.search).toBe(search);
    expect(Object.getPrototypeOf(allowed)).toBe(Object.prototype);
    expect(Object.keys(byName)).toHaveLength(3);
    expect(await (await setUp(admin)).allowedTools(byName)).toEqual(byName);
  });

  it('are those of a list that the caller may see', async () => {
    const { allowedTools } = await setUp(member);
    const allowed = await allowedTools(list);
    expect(allowed).toEqual([list[0], list[2]]);
    expect(allowed[0]).toBe(list[0]);
    expect(list).toHaveLength(3);
  });

  it('may be instances of a class that has names', async () => {
    class Tool {
      constructor(readonly name: string) {}
    }
    class Named {
      get name() {
        return ['admin', 'named'].join('_');
      }
    }
    const { allowedTools } = await setUp(member);
    const tool = new Tool('search');
    expect(await allowedTools([tool, new Named(), new Tool('admin_purge')])).toEqual([tool]);
  });

  it('are none for a signed-out caller', async () => {
    const { allowedTools } = await setUp(signedOut);
    expect(await allowedTools(byName)).toEqual({});
    expect(await allowedTools(list)).toEqual([]);
  });

  it('are asked about in as few calls as the PDP allows, and none for no tools', async () => {
    const { allowedTools, calls } = await setUp(member);
    const names = Array.from(
      { length: 120 },
      (_, index) => `${index % 3 ? '' : 'admin_'}t${index}`,
    );
    const allowed = await allowedTools(names.map((name) => ({ name })));
    expect(allowed.map(({ name }) => name)).toEqual(
      names.filter((name) => !name.startsWith('admin_')),
    );
    expect(calls).toHaveBeenCalledTimes(3);
    expect(await allowedTools({})).toEqual({});
    expect(await allowedTools([])).toEqual([]);
    expect(calls).toHaveBeenCalledTimes(3);
  });

  it('are asked about with what a loader for tools finds', async () => {
    const off = new Set(['send']);
    const resources = {
      tool: (name: string) => (name === 'search' ? null : { attr: { off: off.has(name) } }),
    };
    const { allowedTools } = await setUp(admin, { resources });
    expect(await allowedTools(byName)).toEqual({ admin_purge: adminPurge });
    // An agent may ask before each step.
    off.clear();
    expect(await allowedTools(byName)).toEqual({ admin_purge: adminPurge, send });
  });

  it('are asked about as the app says', async () => {
    const { allowedTools } = await setUp(member);
    const attr = { ownerId: 'user_2', orgId: 'org_acme', public: false };
    const actionsOf = { search: ['view'], admin_purge: ['view', 'edit'], send: ['edit'] };
    const asked: unknown[] = [];
    const allowed = await allowedTools(byName, (name, tool) => {
      asked.push([name, tool]);
      const actions = Object.entries(actionsOf).find(([other]) => other === name)?.[1] ?? [];
      return { resource: { kind: 'document', id: '2', attr }, actions };
    });
    expect(asked).toEqual(Object.entries(byName));
    expect(allowed).toEqual({ search });
  });

  it('may have any name', async () => {
    const { allowedTools, calls } = await setUp(member);
    const odd: object = JSON.parse('{"__proto__":{"a":1},"constructor":{},"admin_x":{},"7":{}}');
    const allowed = await allowedTools(odd);
    expect(JSON.stringify(allowed)).toBe('{"7":{},"__proto__":{"a":1},"constructor":{}}');
    expect(Object.getPrototypeOf(allowed)).toBe(Object.prototype);
    expect(calls.mock.calls[0]?.[0].resources.map(({ resource }) => resource.id)).toEqual([
      ...['7', '__proto__', 'constructor', 'admin_x'],
    ]);
  });
});

describe('without an answer', () => {
  it('there is no list, which a caller could keep', async () => {
    const { authorizer } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:1') });
    const { allowedTools } = await authorizer(member);
    await expect(allowedTools(byName)).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'pdp_unreachable',
    });
  });

  it('there is no list after the session token has expired', async () => {
    const { allowedTools } = await setUp({ ...member, sessionClaims: { exp: 1 } });
    await expect(allowedTools(list)).rejects.toMatchObject({ code: 'token_expired' });
  });
});

describe('a mistake in allowedTools', () => {
  it.each<[string, unknown, unknown, string]>([
    ['nothing', undefined, undefined, 'invalid_configuration'],
    ['text', 'search', undefined, 'invalid_configuration'],
    ['a Map', new Map([['search', search]]), undefined, 'invalid_configuration'],
    ['a list of names', ['search'], undefined, 'invalid_configuration'],
    ['a tool without a name', [search], undefined, 'invalid_configuration'],
    ['an empty name', [{ name: '' }], undefined, 'invalid_configuration'],
    ['a name that is not well-formed', { '\uD800': search }, undefined, 'invalid_configuration'],
    ['a hole in a list', Array.from({ length: 1 }), undefined, 'invalid_configuration'],
    ['a name twice', [...list, { name: 'send' }], undefined, 'invalid_configuration'],
    ['a member that is no tool', { search: undefined }, undefined, 'invalid_configuration'],
    ['a question that is no function', byName, {}, 'invalid_configuration'],
    ['no question', byName, () => undefined, 'invalid_question'],
    ['a promise of a question', byName, async () => undefined, 'invalid_question'],
    [
      'no actions',
      byName,
      () => ({ resource: { kind: 'a', id: '1' }, actions: [] }),
      'invalid_question',
    ],
  ])('rejects, and the PDP is not asked: %s', async (_, tools, toQuestion, code) => {
    const { allowedTools, calls } = await setUp(member);
    const ask = allowedTools as (tools: unknown, toQuestion: unknown) => Promise<unknown>;
    await expect(ask(tools, toQuestion)).rejects.toMatchObject({ code });
    expect(calls).not.toHaveBeenCalled();
  });
});

it('for any names and any answers, exactly the tools with an allowing answer are left', async () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('__proto__', 'constructor', '0', 'name'),
  );
  const effect = fc.constantFrom(
    'EFFECT_ALLOW',
    'EFFECT_DENY',
    'EFFECT_NO_MATCH',
    'allow',
    undefined,
  );
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.tuple(name, effect), { selector: ([one]) => one, maxLength: 60 }),
      fc.boolean(),
      async (tools, isList) => {
        const effects = new Map(tools);
        const cerbos = fakeClient((request) => {
          const answer = allowAll(request);
          for (const { resource, actions } of answer.results) {
            Object.assign(actions, { list: effects.get(resource.id) });
          }
          return answer;
        });
        const { authorizer } = createClerkCerbos({ cerbos, ...patient });
        const { allowedTools } = await authorizer(member);
        const named = tools.map(([one]) => ({ name: one }));
        const record = Object.fromEntries(named.map((tool) => [tool.name, tool]));
        const asked: object = isList ? named : record;
        const left: unknown[] = await allowedTools(asked).then(Object.values, () => ['no answer']);
        const all: { name: string }[] = Object.values(asked);
        const allowed = all.filter((tool) => effects.get(tool.name) === 'EFFECT_ALLOW');
        // An answer that Cerbos can't give is no answer.
        const isSane = tools.every(([, one]) => one === 'EFFECT_ALLOW' || one === 'EFFECT_DENY');
        if (isSane) expect(left).toEqual(allowed);
        else expect([['no answer'], allowed]).toContainEqual(left);
      },
    ),
  );
});
