import { HTTP } from '@cerbos/http';
import { describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const pdp = usePdp();
const resource = { kind: 'person', id: '7', attr: {} };
const person = { id: '7', name: 'Ada', salary: 5000, passwordHash: 'secret' };

/** Verbs for a member, and what was asked. They allow these actions only. */
async function setUp(...allowed: readonly string[]) {
  const cerbos = fakeClient((request) => {
    const answer = allowAll(request);
    return {
      ...answer,
      results: answer.results.map((result) => ({
        ...result,
        actions: Object.fromEntries(
          Object.keys(result.actions).map((action) => [
            action,
            allowed.includes(action) ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
          ]),
        ),
      })),
    };
  });
  const { pickAllowed, checkFields } = await createClerkCerbos({ cerbos }).authorizer(member);
  const asked = () =>
    cerbos.requests.map(({ resources }) => resources.map(({ actions }) => actions));
  return { pickAllowed, checkFields, asked };
}

/** An object as JSON makes it: `__proto__` is an ordinary own member. */
const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('pickAllowed', () => {
  it('copies the fields whose action the PDP allows; the others are absent', async () => {
    const cerbos = new HTTP(pdp().httpUrl);
    const calls = vi.spyOn(cerbos, 'checkResources');
    const { pickAllowed } = createClerkCerbos({ cerbos, ...patient });
    const documents = [
      { id: '1', ownerId: 'user_1', orgId: 'org_acme', public: false },
      { id: '2', ownerId: 'user_2', orgId: 'org_acme', public: false },
      { id: '3', ownerId: 'user_2', orgId: 'org_globex', public: false },
    ];
    const picked = await Promise.all(
      documents.map(({ id, ...attr }) =>
        pickAllowed(
          member,
          { id, text: 'the text', draft: 'the draft' },
          { id: true, text: 'view', draft: 'edit' },
          { kind: 'document', id, attr },
        ),
      ),
    );
    expect(picked).toEqual([
      { id: '1', text: 'the text', draft: 'the draft' },
      { id: '2', text: 'the text' },
      { id: '3' },
    ]);
    expect(picked.map((one) => Object.keys(one))).toEqual([
      ['id', 'text', 'draft'],
      ['id', 'text'],
      ['id'],
    ]);
    expect(calls).toHaveBeenCalledTimes(1);
  });

  it('leaves out every field without a rule', async () => {
    const { pickAllowed } = await setUp('view', 'view-salary');
    expect(await pickAllowed(person, { name: 'view', salary: 'view-salary' }, resource)).toEqual({
      name: 'Ada',
      salary: 5000,
    });
  });

  it('asks each action once, and only about fields that the value has', async () => {
    const { pickAllowed, asked } = await setUp('view');
    const rules = { name: 'view', email: 'view', salary: 'view-salary' } as const;
    const value: { name: string; email: string; salary?: number } = { name: 'Ada', email: 'a@b' };
    expect(await pickAllowed(value, rules, resource)).toEqual(value);
    expect(asked()).toEqual([[['view']]]);
  });

  it('makes no call if every field is for every caller', async () => {
    const { pickAllowed, asked } = await setUp();
    expect(await pickAllowed(person, { id: true, name: true }, resource)).toEqual({
      id: '7',
      name: 'Ada',
    });
    expect(asked()).toEqual([]);
  });

  it('keeps null and undefined as they are', async () => {
    const { pickAllowed } = await setUp('view');
    const value = { salary: null, name: undefined };
    const picked = await pickAllowed(value, { salary: 'view', name: 'view' }, resource);
    expect(Object.entries(picked)).toEqual([
      ['salary', null],
      ['name', undefined],
    ]);
  });

  it('shows only the open fields of what its loader does not find', async () => {
    const { pickAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { person: () => null },
    });
    const about = { kind: 'person', id: '7' };
    expect(await pickAllowed(member, person, { id: true, salary: 'view' }, about)).toEqual({
      id: '7',
    });
  });

  it('reads the value when it is asked, each named field once and no other', async () => {
    const reads: string[] = [];
    class Row {
      name = 'Ada';
      get salary() {
        reads.push('salary');
        return 5000;
      }
      get passwordHash() {
        reads.push('passwordHash');
        return 'secret';
      }
    }
    const row = new Row();
    const { pickAllowed } = await setUp('view');
    const asked = pickAllowed(row, { name: 'view', salary: 'view' }, resource);
    row.name = 'changed';
    expect(await asked).toEqual({ name: 'Ada', salary: 5000 });
    expect(reads).toEqual(['salary']);
  });

  it('reads no field and no rule from Object.prototype', async () => {
    const { pickAllowed, checkFields } = await setUp('view');
    Object.defineProperty(Object.prototype, 'salary', { value: 'view', configurable: true });
    try {
      const value: { name: string; salary?: number } = { name: 'Ada' };
      const rules = { name: 'view' } as const;
      expect(Object.keys(await pickAllowed(value, { ...rules, salary: 'view' }, resource))).toEqual(
        ['name'],
      );
      const change = { name: 'Ada', salary: 1 };
      const { allowed, refused } = await checkFields(change, rules, resource);
      expect([Object.keys(allowed), refused]).toEqual([['name'], ['salary']]);
    } finally {
      Reflect.deleteProperty(Object.prototype, 'salary');
    }
  });

  it('takes __proto__ for a name like any other', async () => {
    const { pickAllowed } = await setUp('view');
    const value = parsed('{"__proto__": {"isAdmin": true}}');
    const rules = parsed('{"__proto__": "view"}') as Record<string, string>;
    const picked = await pickAllowed(value, rules, resource);
    expect(JSON.stringify(picked)).toBe('{"__proto__":{"isAdmin":true}}');
    expect(Object.getPrototypeOf(picked)).toBe(Object.prototype);
    // No own member: there is nothing to pick.
    expect(Object.keys(await pickAllowed(parsed('{}'), rules, resource))).toEqual([]);
  });

  it('throws if the PDP does not answer, also for the fields that are for every caller', async () => {
    const { pickAllowed } = createClerkCerbos({
      cerbos: fakeClient(() => {
        throw new Error('The connection was reset.');
      }),
    });
    const asked = pickAllowed(member, person, { id: true, salary: 'view-salary' }, resource);
    await expect(asked).rejects.toMatchObject({ code: 'pdp_unreachable' });
  });

  it.each<[string, unknown[], string]>([
    ['a list', [[person], { id: true }, resource], 'value must be an object. For a list, call'],
    ['no object', ['Ada', { id: true }, resource], 'value must be an object.'],
    ['a list of names', [person, ['id'], resource], 'fields must be an object, such as'],
    [
      'false for a field',
      [person, { id: false }, resource],
      'fields.id must be the name of an action',
    ],
    ['an empty action', [person, { id: '' }, resource], 'fields.id must be the name of an action'],
    ['undefined for a field', [person, { id: undefined }, resource], 'fields.id must be'],
    ['a resource without an id', [person, { id: true }, { kind: 'person' }], 'resource.id must be'],
  ])('refuses %s', async (_, args, says) => {
    const { pickAllowed, asked } = await setUp('view');
    await expect(Reflect.apply(pickAllowed, undefined, args)).rejects.toThrow(says);
    expect(asked()).toEqual([]);
  });
});

describe('checkFields', () => {
  const rules = { name: 'edit', email: 'edit', salary: 'edit-salary' } as const;

  it('names the fields that the caller may not set, and copies the others', async () => {
    const { checkFields } = await setUp('edit');
    const change: { name?: string; email?: string; salary?: number } = {
      salary: 9000,
      name: 'Bob',
    };
    expect(await checkFields(change, rules, resource)).toEqual({
      allowed: { name: 'Bob' },
      refused: ['salary'],
    });
  });

  it('refuses a field without a rule, such as one that a client adds', async () => {
    const { checkFields } = await setUp('edit', 'edit-salary');
    const change = parsed('{"name": "Bob", "isAdmin": true, "__proto__": {"role": "admin"}}');
    const { allowed, refused } = await checkFields(change, { name: 'edit' }, resource);
    expect(allowed).toEqual({ name: 'Bob' });
    expect(refused).toEqual(['isAdmin', '__proto__']);
  });

  it('asks only about the fields of the change', async () => {
    const { checkFields, asked } = await setUp('edit');
    const change: Record<string, unknown> = { name: 'Bob', email: 'b@c' };
    expect((await checkFields(change, rules, resource)).refused).toEqual([]);
    expect(asked()).toEqual([[['edit']]]);
    expect(await checkFields(parsed('{}'), rules, resource)).toEqual({ allowed: {}, refused: [] });
    expect(asked()).toHaveLength(1);
  });

  it('decides on the change as it was when it was asked', async () => {
    const { checkFields } = await setUp('edit');
    const change: Record<string, unknown> = { name: 'Bob' };
    const asked = checkFields(change, rules, resource);
    change.salary = 9000;
    change.name = 'changed';
    expect(await asked).toEqual({ allowed: { name: 'Bob' }, refused: [] });
  });
});
