import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type CheckQuestion, createClerkCerbos } from '../../../src';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const document = { kind: 'document', id: '1', attr: {} };

describe('a question', () => {
  const cerbos = fakeClient(allowAll);
  const { checkResource, checkResources, isAllowed, authorize } = createClerkCerbos({ cerbos });
  /** As an app without types could ask. */
  const untyped = (question: unknown) => question as CheckQuestion<never, never>;

  it.each([
    ['nothing at all', null, 'question'],
    ['no resource', { actions: ['view'] }, 'resource'],
    ['a resource without a kind', { resource: { id: '1' }, actions: ['view'] }, 'resource.kind'],
    ['an empty kind', { resource: { ...document, kind: '' }, actions: ['view'] }, 'resource.kind'],
    ['a number for an id', { resource: { ...document, id: 1 }, actions: ['view'] }, 'resource.id'],
    [
      'a lone surrogate in an id',
      { resource: { ...document, id: '\ud800' }, actions: ['view'] },
      'resource.id',
    ],
    ['no actions', { resource: document }, 'actions'],
    ['an empty list of actions', { resource: document, actions: [] }, 'actions'],
    ['a hole in the actions', { resource: document, actions: new Array(1) }, 'actions[0]'],
    ['an empty action', { resource: document, actions: ['view', ''] }, 'actions[1]'],
    [
      'an action that is an object',
      { resource: document, actions: [{ toString: () => 'view' }] },
      'actions[0]',
    ],
    [
      'both action and actions',
      { resource: document, action: 'view', actions: ['edit'] },
      'action',
    ],
    [
      'a number for a scope',
      { resource: { ...document, scope: 1 }, actions: ['view'] },
      'resource.scope',
    ],
    [
      'a list of attributes',
      { resource: { ...document, attr: [] }, actions: ['view'] },
      'resource.attr',
    ],
    [
      'null for attributes',
      { resource: { ...document, attr: null }, actions: ['view'] },
      'resource.attr',
    ],
    [
      'an attribute JSON can not carry',
      { resource: { ...document, attr: { f: () => 1 } }, actions: ['view'] },
      'resource.attr.f',
    ],
  ])('of %s is refused by its path, and the PDP is not asked', async (_, question, path) => {
    const before = cerbos.requests.length;
    for (const ask of [checkResource, authorize]) {
      await expect(ask(member, untyped(question))).rejects.toMatchObject({
        name: 'RejectedError',
        code: expect.stringMatching(/^invalid_(question|value)$/),
        path,
      });
    }
    expect(cerbos.requests.length).toBe(before);
  });

  it('about resources that are no list is refused', async () => {
    const none = {} as { resources: [] };
    await expect(checkResources(member, none)).rejects.toMatchObject({
      code: 'invalid_question',
      path: 'resources',
    });
  });

  it('names the entry that is wrong', async () => {
    const entries = [
      { resource: document, actions: ['view'] },
      { resource: document, actions: [] },
    ];
    await expect(checkResources(member, { resources: entries })).rejects.toMatchObject({
      path: 'resources[1].actions',
    });
  });

  it('of isAllowed takes one action only', async () => {
    await expect(
      isAllowed(member, untyped({ resource: document, actions: ['view'] }) as never),
    ).rejects.toMatchObject({
      path: 'action',
    });
  });

  it('is asked as it was, whatever its caller changes afterwards', async () => {
    const attr = { ownerId: 'user_2', tags: ['a'] };
    const question = { resource: { kind: 'document', id: '1', attr }, actions: ['view'] };
    const asked = checkResource(member, question);
    attr.ownerId = 'user_1';
    attr.tags.push('b');
    question.resource.id = '2';
    question.actions.push('edit');
    const decision = await asked;
    expect(cerbos.requests.at(-1)?.resources).toEqual([
      {
        resource: { kind: 'document', id: '1', attr: { ownerId: 'user_2', tags: ['a'] } },
        actions: ['view'],
      },
    ]);
    expect(decision.isAllowed('edit')).toBe(false);
  });

  it('can not say who is asking', async () => {
    const principal = { id: 'user_admin', roles: ['admin'], attr: {} };
    await checkResource(member, untyped({ principal, resource: document, actions: ['view'] }));
    expect(cerbos.requests.at(-1)?.principal).toMatchObject({
      id: 'user_1',
      roles: ['user', 'org:member'],
    });
  });

  it('about an action with an odd name is one like any other', async () => {
    const actions = ['constructor', '*', 'org:billing:manage', 'ünï code'];
    const decision = await checkResource(member, { resource: document, actions });
    expect(decision.allowedActions()).toEqual(actions);
    expect(decision.isAllowed('toString')).toBe(false);
  });

  it('is told by the action itself, not by what would read like it', async () => {
    const decision = await checkResource(member, { resource: document, actions: ['view'] });
    expect(decision.isAllowed('view')).toBe(true);
    for (const like of [['view'], { toString: () => 'view' }, new String('view')]) {
      expect(decision.isAllowed(like as unknown as string)).toBe(false);
    }
  });

  it('that names an action twice asks it once', async () => {
    const decision = await checkResource(member, { resource: document, actions: ['view', 'view'] });
    expect(cerbos.requests.at(-1)?.resources[0]?.actions).toEqual(['view']);
    expect(decision.allAllowed()).toBe(true);
  });

  it('with a signal that is none is refused', async () => {
    const options = { signal: 'stop' } as unknown as { signal: AbortSignal };
    await expect(
      checkResource(member, { resource: document, actions: ['view'] }, options),
    ).rejects.toMatchObject({
      path: 'options.signal',
    });
  });
});

describe('the options', () => {
  const cerbos = fakeClient(allowAll);
  it.each([
    ['none at all', undefined, "cerbos: new HTTP('http://127.0.0.1:3592')"],
    ['no client', {}, 'cerbos: new HTTP('],
    ['an address in place of a client', { cerbos: 'http://127.0.0.1:3592' }, 'cerbos: new HTTP('],
    ['a client that can not plan', { cerbos: { checkResources: () => null } }, 'planResources'],
    ['no time', { cerbos, timeoutMs: 0 }, 'timeoutMs'],
    ['a time that Node takes for none', { cerbos, timeoutMs: 2 ** 31 }, 'timeoutMs'],
    ['a time that is no number', { cerbos, timeoutMs: Number.NaN }, 'timeoutMs'],
    [
      'a loader that can not be called',
      { cerbos, resources: { document: {} } },
      'resources.document',
    ],
    [
      'two loaders for what is one kind to Cerbos',
      { cerbos, resources: { 'org:a': () => null, org_a: () => null } },
      'org_a',
    ],
    ['a mapping that is no function', { cerbos, principal: { roles: ['x'] } }, 'principal.roles'],
  ])('say what to write instead: %s', (_, options, advice) => {
    expect(() => createClerkCerbos(options as never)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringContaining(advice),
      }),
    );
  });
});

describe('a part of a question that is there without a value', () => {
  const scopeless = { resource: { ...document, scope: undefined }, action: 'view' };

  it.each([
    ['development', 1],
    ['production', 0],
  ])('is named in development, because another policy decides then: %s', async (env, times) => {
    vi.stubEnv('NODE_ENV', env);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const { isAllowed } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
    // Apps without exactOptionalPropertyTypes may write so.
    const asked = scopeless as unknown as Parameters<typeof isAllowed>[1];
    await isAllowed(member, asked);
    await isAllowed(member, asked);
    const said = warn.mock.calls.filter(([text]) => String(text).includes('resource.scope'));
    expect(said).toHaveLength(times);
  });

  it.each([
    ['scope', 'the policy without a scope'],
    ['policyVersion', 'its default policy version'],
  ])('says which policy the PDP uses without %s', async (name, used) => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    onTestFinished(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });
    const { checkResources } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
    // A message is shown once per process. Its path differs from the one of the tests above.
    const resources = [
      { resource: { ...document, [name]: undefined }, actions: ['view'] },
    ] as const;
    await checkResources(member, { resources });
    const said = warn.mock.calls.map(([text]) => String(text));
    expect(said).toEqual([
      expect.stringContaining(`.${name} is undefined, so the PDP uses ${used}.`),
    ]);
  });
});
