import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { member, signedOut } from './auths';
import { allowAll, fakeClient } from './fakeClient';

interface Row {
  readonly id: string;
  readonly ownerId: string;
}

const ids = (...names: string[]) =>
  names.map((id) => ({ resource: { kind: 'document', id }, actions: ['view'] }));

describe('a resource loader', () => {
  it('finds the attributes of a resource that comes without', async () => {
    const cerbos = fakeClient(allowAll);
    const document = vi.fn(async (id: string) => ({
      attr: { ownerId: `owner of ${id}`, at: new Date(0) },
    }));
    const { checkResource } = createClerkCerbos({ cerbos, resources: { document } });
    await checkResource(member, { resource: { kind: 'document', id: '7' }, actions: ['view'] });
    expect(cerbos.requests[0]?.resources[0]?.resource.attr).toEqual({
      ownerId: 'owner of 7',
      at: '1970-01-01T00:00:00.000Z',
    });
    expect(document).toHaveBeenCalledExactlyOnceWith('7', {
      auth: member,
      principal: expect.objectContaining({ id: 'user_1' }),
      signal: expect.any(AbortSignal),
    });
  });

  it('is not asked where the attributes are given', async () => {
    const document = vi.fn(() => null);
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document },
    });
    const resource = { kind: 'document', id: '7', attr: {} };
    expect(await isAllowed(member, { resource, action: 'view' })).toBe(true);
    expect(document).not.toHaveBeenCalled();
  });

  it('loads each resource of a batch once', async () => {
    const document = vi.fn((id: string) => ({ attr: { id } }));
    const { checkResources } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document },
    });
    await checkResources(member, { resources: ids('1', '2', '1') });
    expect(document.mock.calls.map(([id]) => id)).toEqual(['1', '2']);
  });

  it('loads a batch in one call where it can', async () => {
    const cerbos = fakeClient(allowAll);
    const loadMany = vi.fn(
      (wanted: readonly string[]) => new Map(wanted.map((id) => [id, { attr: { id } }])),
    );
    const { checkResources } = createClerkCerbos({ cerbos, resources: { document: { loadMany } } });
    await checkResources(member, { resources: ids('1', '2', '1') });
    expect(loadMany.mock.calls.map(([wanted]) => wanted)).toEqual([['1', '2']]);
    expect(cerbos.requests[0]?.resources.map(({ resource }) => resource.attr)).toEqual([
      { id: '1' },
      { id: '2' },
    ]);
  });

  it.each([
    ['the database chooses', (rows: Row[]) => rows.toReversed()],
    ['with one missing', (rows: Row[]) => rows.slice(1)],
    ['with some that were not asked', (rows: Row[]) => [{ id: '4', ownerId: 'user_4' }, ...rows]],
  ])('of many decides on the row of the very id, in an order that %s', async (_, order) => {
    const rows = order(['1', '2', '3'].map((id) => ({ id, ownerId: `user_${id}` })));
    const cerbos = fakeClient(allowAll);
    const { checkResources } = createClerkCerbos({
      cerbos,
      resources: {
        document: { loadMany: () => new Map(rows.map((row) => [row.id, { attr: row }])) },
      },
    });
    const decisions = await checkResources(member, { resources: ids('1', '2', '3') });
    const there = ['1', '2', '3'].filter((id) => rows.some((row) => row.id === id));
    expect(decisions.filter(({ found }) => found).map((decision) => decision.resource.id)).toEqual(
      there,
    );
    expect(cerbos.requests[0]?.resources.map(({ resource }) => resource)).toEqual(
      there.map((id) => ({ kind: 'document', id, attr: { id, ownerId: `user_${id}` } })),
    );
  });

  it('of many may return a Map of another realm, where `instanceof` says no', async () => {
    const OtherMap: typeof Map = runInNewContext('Map');
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document: { loadMany: () => new OtherMap([['1', { attr: {} }]]) } },
    });
    const question = { resource: { kind: 'document', id: '1' }, action: 'view' };
    expect(await isAllowed(member, question)).toBe(true);
  });

  it('of many that returns a list is told the line to write', async () => {
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document: { loadMany: () => [{ attr: {} }] as never } },
    });
    await expect(
      isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' }),
    ).rejects.toThrow('return new Map(rows.map((row) => [row.id, { attr: row, value: row }]))');
  });

  it('that finds nothing denies that resource, and no other', async () => {
    const cerbos = fakeClient(allowAll);
    const { checkResources, isAllowed } = createClerkCerbos({
      cerbos,
      resources: { document: (id: string) => (id === '2' ? null : { attr: {} }) },
    });
    const decisions = await checkResources(member, { resources: ids('1', '2', '3') });
    expect(
      decisions.map((decision) => [decision.resource.id, decision.found, decision.allAllowed()]),
    ).toEqual([
      ['1', true, true],
      ['2', false, false],
      ['3', true, true],
    ]);
    expect(cerbos.requests[0]?.resources.map(({ resource }) => resource.id)).toEqual(['1', '3']);
    const missing = { resource: { kind: 'document', id: '2' }, action: 'view' };
    expect(await isAllowed(member, missing)).toBe(false);
    expect(cerbos.requests).toHaveLength(1);
  });

  it('that finds nothing makes authorize say not found, but to nobody who is signed out', async () => {
    const { authorize } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document: () => null },
    });
    const question = { resource: { kind: 'document', id: '2' }, action: 'view' };
    await expect(authorize(member, question)).rejects.toMatchObject({
      name: 'DeniedError',
      code: 'not_found',
    });
    await expect(authorize(signedOut, question)).rejects.toMatchObject({
      name: 'DeniedError',
      code: 'signed_out',
    });
  });

  it('works where an app has put another class in the place of Promise', async () => {
    class Other<T> extends Promise<T> {}
    vi.stubGlobal('Promise', Other);
    try {
      const { isAllowed } = createClerkCerbos({
        cerbos: fakeClient(allowAll),
        principal: { attr: async () => ({ team: 'a' }) },
        resources: { document: async (id: string) => ({ attr: { id } }) },
      });
      const question = { resource: { kind: 'document', id: '1' }, action: 'view' };
      expect(await isAllowed(member, question)).toBe(true);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it.each([
    ['an Error', new Error('the database is down')],
    ['a Response, as loaders of routes do', new Response('gone', { status: 410 })],
    ['a string', 'gone'],
  ])("that throws %s is heard as it is: its fault is not the PDP's", async (_, fault) => {
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: {
        document: async () => {
          // eslint-disable-next-line @typescript-eslint/only-throw-error
          throw fault;
        },
      },
    });
    await expect(
      isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' }),
    ).rejects.toBe(fault);
  });

  it.each([
    ['a row without attr', () => ({ ownerId: 'user_1' })],
    ['true', () => true],
    ['a list of many', { loadMany: () => [{ attr: {} }] }],
    ['an object of many', { loadMany: () => ({ '1': { attr: {} } }) }],
    ['nothing of many', { loadMany: () => null }],
    ['many by numbers', { loadMany: () => new Map([[1, { attr: {} }]]) }],
    ['many, one of which is no resource', { loadMany: () => new Map([['1', { ownerId: '1' }]]) }],
  ])('that returns %s is named', async (_, document) => {
    const { isAllowed } = createClerkCerbos({
      cerbos: fakeClient(allowAll),
      resources: { document: document as never },
    });
    await expect(
      isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' }),
    ).rejects.toMatchObject({
      code: 'invalid_loader',
      message: expect.stringContaining('"document"'),
    });
  });

  it.each([
    ['a row beside attr', { attr: {}, ownerId: 'user_1' }, '"ownerId"'],
    ['attributes', { attributes: {} }, 'returns attributes. Write attr in place of it.'],
    ['a misspelt scope', { attr: {}, scopes: 'acme' }, '"scopes"'],
    ['a scope that the database leaves out', { attr: {}, scope: null }, 'scope'],
    ['a version that is a number', { attr: {}, policyVersion: 2 }, 'policyVersion'],
    ['a scope that is not Unicode', { attr: {}, scope: '\ud800' }, 'scope'],
  ])('that returns %s is named, and so is the member', async (_, document, name) => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({
      cerbos,
      resources: { document: () => document as never },
    });
    await expect(
      isAllowed(member, { resource: { kind: 'document', id: '1' }, action: 'view' }),
    ).rejects.toMatchObject({ code: 'invalid_loader', message: expect.stringContaining(name) });
    expect(cerbos.requests).toEqual([]);
  });

  it('that may have left out the column of a scope is named once in development', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    try {
      const { checkResources } = createClerkCerbos({
        cerbos: fakeClient(allowAll),
        resources: { document: () => ({ attr: {}, scope: undefined, policyVersion: '' }) },
      });
      await checkResources(member, { resources: ids('1', '2') });
      const said = warn.mock.calls.map(([message]) => String(message));
      expect(said.filter((message) => message.includes("scope: row.scope ?? ''"))).toHaveLength(1);
    } finally {
      vi.unstubAllEnvs();
      warn.mockRestore();
    }
  });

  it.each(['folder', 'constructor', '__proto__', 'toString'])(
    'is missing for the kind %s, and the error says what to add',
    async (kind) => {
      const cerbos = fakeClient(allowAll);
      const { isAllowed } = createClerkCerbos({
        cerbos,
        resources: { document: () => ({ attr: {} }) },
      });
      await expect(
        isAllowed(member, { resource: { kind, id: '1' }, action: 'view' }),
      ).rejects.toMatchObject({
        name: 'ConfigurationError',
        code: 'missing_loader',
        message: expect.stringContaining(JSON.stringify(kind)),
      });
      expect(cerbos.requests).toEqual([]);
    },
  );

  it.each(['org:invoice', 'org-invoice', 'org/invoice', 'org@invoice', 'org::invoice'])(
    'can not be gone round by the alias %s, attributes and all',
    async (kind) => {
      const cerbos = fakeClient(allowAll);
      const { isAllowed, planResources } = createClerkCerbos({
        cerbos,
        resources: { org_invoice: () => ({ attr: {} }) },
      });
      const resource = { kind, id: '1', attr: { ownerId: 'user_1' } };
      await expect(isAllowed(member, { resource, action: 'view' })).rejects.toMatchObject({
        code: 'ambiguous_kind',
      });
      await expect(
        planResources(member, { resource: { kind }, action: 'view' }),
      ).rejects.toMatchObject({ code: 'ambiguous_kind' });
      expect(cerbos.requests).toEqual([]);
    },
  );
});
