import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos } from '../../../src';
import { member, signedOut, stale } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const document = (id: string, attr: object = {}) => ({ kind: 'document', id, attr });
const never = () => new Promise<never>(() => undefined);

async function authorizerOf(cerbos: CerbosClient, options: object = {}, auth = member) {
  return createClerkCerbos({ cerbos, ...options }).authorizer(auth);
}

/** What each call asked: of each resource its id and actions. */
const asked = ({ requests }: ReturnType<typeof fakeClient>) =>
  requests.map(({ resources }) => resources.map(({ resource, actions }) => [resource.id, actions]));

describe('what one authorizer is asked in one tick', () => {
  it('is one call, where each question stands once and actions on a resource stand together', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed, checkResource, checkResources, authorize } = await authorizerOf(cerbos);
    await Promise.all([
      isAllowed({ resource: document('1'), action: 'view' }),
      isAllowed({ resource: document('1'), action: 'view' }),
      checkResource({ resource: document('1'), actions: ['edit', 'view'] }),
      authorize({ resource: document('2'), action: 'view' }),
      // Awaiting something that is there already is no reason to be asked apart.
      Promise.resolve()
        .then(() => Promise.resolve())
        .then(() =>
          checkResources({ resources: [{ resource: document('3'), actions: ['view'] }] }),
        ),
    ]);
    expect(asked(cerbos)).toEqual([
      [
        ['1', ['view', 'edit']],
        ['2', ['view']],
        ['3', ['view']],
      ],
    ]);
  });

  it('is told to each asker as far as they asked', async () => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      return {
        ...answer,
        results: answer.results.map((result) => ({
          ...result,
          outputs: [
            { action: 'view', source: 'a', value: 'of view' },
            { action: 'edit', source: 'b', value: 'of edit' },
          ],
          metadata: {
            actions: {
              view: { matchedPolicy: 'p', matchedScope: '' },
              edit: { matchedPolicy: 'q', matchedScope: '' },
            },
            effectiveDerivedRoles: [],
          },
        })),
      };
    });
    const { checkResource } = await authorizerOf(cerbos);
    const question = { resource: document('1'), includeMetadata: true };
    const [view, edit] = await Promise.all([
      checkResource({ ...question, actions: ['view'] }),
      checkResource({ ...question, actions: ['edit'] }),
    ]);
    expect(cerbos.requests).toHaveLength(1);
    expect([view.actions, view.outputs.map(({ value }) => value)]).toEqual([
      { view: 'EFFECT_ALLOW' },
      ['of view'],
    ]);
    expect(Object.keys(view.metadata?.actions ?? {})).toEqual(['view']);
    expect(view.isAllowed('edit')).toBe(false);
    expect(edit.outputs.map(({ value }) => value)).toEqual(['of edit']);
  });

  it('is asked alone where the PDP does not say which action an output is of, and never mistaken', async () => {
    const stepUp = { source: 'a', value: { clerk: { reverification: 'strict' } } };
    const cerbos = fakeClient((request) => ({
      ...allowAll(request),
      results: request.resources.map(({ resource, actions }) => ({
        resource,
        actions: Object.fromEntries(actions.map((action) => [action, 'EFFECT_DENY'])),
        outputs: [stepUp],
      })),
    }));
    const { checkResource } = await authorizerOf(cerbos, {}, stale);
    const [view] = await Promise.all(
      ['view', 'edit'].map((action) =>
        checkResource({ resource: document('1'), actions: [action] }),
      ),
    );
    const alone = await checkResource({ resource: document('2'), actions: ['view'] });
    expect(alone.stepUp).toBeDefined();
    expect([view?.outputs, view?.stepUp]).toEqual([alone.outputs, alone.stepUp]);
    // As one question, it is the PDP that does not say.
    const both = await checkResource({ resource: document('3'), actions: ['view', 'edit'] });
    expect([both.outputs, both.stepUp]).toEqual([[], undefined]);
    expect(asked(cerbos)).toEqual([
      [['1', ['view', 'edit']]],
      [['1', ['view']]],
      [['1', ['edit']]],
      [['2', ['view']]],
      [['3', ['view', 'edit']]],
    ]);
  });

  it.each([
    ['attributes', document('1', { ownerId: 'a' }), document('1', { ownerId: 'b' })],
    ['scopes', { ...document('1'), scope: 'a' }, { ...document('1'), scope: 'b' }],
    [
      'versions',
      { ...document('1'), policyVersion: 'a' },
      { ...document('1'), policyVersion: 'b' },
    ],
  ])('is never about one id twice in a call: %s', async (_, one, other) => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      return {
        ...answer,
        results: answer.results.map((result, index) => ({
          ...result,
          resource: { ...result.resource, ...request.resources[index]?.resource },
        })),
      };
    });
    const { checkResources } = await authorizerOf(cerbos);
    const resources = [one, other, one].map((resource) => ({ resource, actions: ['view'] }));
    await checkResources({ resources });
    expect(cerbos.requests.map((request) => request.resources.map((r) => r.resource))).toEqual([
      [one],
      [other],
    ]);
  });

  it('is asked by each caller for themselves', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed, authorizer } = createClerkCerbos({ cerbos });
    const question = { resource: document('1'), action: 'view' };
    const [first, second] = await Promise.all([authorizer(member), authorizer(member)]);
    await Promise.all([
      isAllowed(member, question),
      isAllowed(signedOut, question),
      first.isAllowed(question),
      second.isAllowed(question),
    ]);
    expect(cerbos.requests.map(({ principal }) => principal.id).toSorted()).toEqual([
      'anonymous',
      'user_1',
      'user_1',
      'user_1',
    ]);
  });

  it('is loaded together, each resource once', async () => {
    const loadMany = vi.fn(
      (ids: readonly string[]) => new Map(ids.map((id) => [id, { attr: { id } }])),
    );
    const one = vi.fn((id: string) => ({ attr: { id } }));
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = await authorizerOf(cerbos, {
      resources: { document: { loadMany }, folder: one },
    });
    const ask = (kind: string, id: string, action = 'view') =>
      isAllowed({ resource: { kind, id }, action });
    await Promise.all([
      ...['1', '2', '1', '3'].map((id) => ask('document', id)),
      ask('document', '1', 'edit'),
      ask('folder', '1'),
      ask('folder', '1', 'edit'),
    ]);
    expect(loadMany.mock.calls.map(([ids]) => ids)).toEqual([['1', '2', '3']]);
    expect(one).toHaveBeenCalledTimes(1);
    expect(cerbos.requests).toHaveLength(1);
    await ask('document', '3', 'edit');
    expect(loadMany).toHaveBeenCalledTimes(1);
  });
});

describe('attributes that many ask about', () => {
  const attr = { list: Array.from({ length: 100 }, (_, index) => `item ${index}`) };
  const ask = (authorizer: Awaited<ReturnType<typeof authorizerOf>>, resource: object) =>
    Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        authorizer.isAllowed({
          resource: { kind: 'document', id: '1', ...resource },
          action: `action${index}`,
        }),
      ),
    );

  it.each([
    ['that a loader found', { resources: { document: () => ({ attr }) } }, {}],
    ['that each question gives', {}, { attr }],
  ])('%s are not made into text for each of them', async (_, options, resource) => {
    const cerbos = fakeClient(allowAll);
    const authorizer = await authorizerOf(cerbos, options);
    const stringify = vi.spyOn(JSON, 'stringify');
    try {
      await ask(authorizer, resource);
      const encoded = stringify.mock.calls.filter(([value]) => Object(value) === value);
      expect(encoded).toEqual([]);
    } finally {
      stringify.mockRestore();
    }
    expect(asked(cerbos)).toHaveLength(2); // more actions than one check takes
  });
});

describe('what was answered', () => {
  it('is remembered for the life of the authorizer', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed, checkResource } = await authorizerOf(cerbos);
    await isAllowed({ resource: document('1'), action: 'view' });
    await isAllowed({ resource: document('1'), action: 'view' });
    const decision = await checkResource({ resource: document('1'), actions: ['view', 'edit'] });
    expect(asked(cerbos)).toEqual([[['1', ['view']]], [['1', ['edit']]]]);
    expect(decision.allAllowed()).toBe(true);
  });

  it('is asked and loaded anew once it is forgotten', async () => {
    const cerbos = fakeClient(allowAll);
    const folder = vi.fn((id: string) => ({ attr: { id } }));
    const { isAllowed, forget } = await authorizerOf(cerbos, { resources: { folder } });
    const ask = () => isAllowed({ resource: { kind: 'folder', id: '1' }, action: 'view' });
    await ask();
    forget();
    await ask();
    expect(folder).toHaveBeenCalledTimes(2);
    expect(cerbos.requests).toHaveLength(2);
  });

  it('is not remembered past the expiry of the token', async () => {
    const cerbos = fakeClient(allowAll);
    const ask = async (secondsLeft: number) => {
      const exp = Math.floor(Date.now() / 1000) + secondsLeft;
      const { isAllowed } = await authorizerOf(cerbos, {}, { ...member, sessionClaims: { exp } });
      const before = cerbos.requests.length;
      for (let time = 0; time < 2; time += 1) {
        await isAllowed({ resource: document('1'), action: 'view' });
      }
      return cerbos.requests.length - before;
    };
    expect(await ask(60)).toBe(1);
    expect(await ask(-1)).toBe(2);
  });

  it('is not remembered where there was no answer, nor where a loader failed', async () => {
    let isUp = false;
    const cerbos = fakeClient((request) => {
      if (isUp) return allowAll(request);
      throw new Error('down');
    });
    const folder = vi.fn((id: string) => {
      if (isUp) return { attr: { id } };
      throw new Error('the database is down');
    });
    const { isAllowed } = await authorizerOf(cerbos, { resources: { folder } });
    const given = { resource: document('1'), action: 'view' };
    const loaded = { resource: { kind: 'folder', id: '1' }, action: 'view' };
    await expect(isAllowed(given)).rejects.toMatchObject({ code: 'pdp_unreachable' });
    await expect(isAllowed(loaded)).rejects.toThrow('the database is down');
    isUp = true;
    expect([await isAllowed(given), await isAllowed(loaded)]).toEqual([true, true]);
  });

  it.each([
    ['EFFECT_ALLOW', 'EFFECT_DENY'],
    ['EFFECT_DENY', 'EFFECT_ALLOW'],
  ])('is no allow where it was first %s, and then %s', async (first, second) => {
    let effect = first;
    const cerbos = fakeClient((request) => ({
      ...allowAll(request),
      results: request.resources.map(({ resource, actions }) => ({
        resource,
        actions: Object.fromEntries(
          actions.map((action) => [action, action === 'view' ? effect : 'EFFECT_ALLOW']),
        ),
      })),
    }));
    const { checkResource } = await authorizerOf(cerbos);
    const question = { resource: document('1'), actions: ['view', 'edit'] };
    await checkResource({ ...question, actions: ['view'] });
    effect = second;
    await checkResource({ ...question, includeMetadata: true });
    const decision = await checkResource(question);
    expect(cerbos.requests).toHaveLength(2);
    expect(decision.actions).toEqual({ view: 'EFFECT_DENY', edit: 'EFFECT_ALLOW' });
  });
});

describe('a question that the PDP refuses', () => {
  /** Refuses, as the PDP does, the first resource whose id says so. */
  const refusing = () =>
    fakeClient((request) => {
      const position = request.resources.findIndex(({ resource }) => resource.id.startsWith('bad'));
      if (position < 0) return allowAll(request);
      const details = `validation error: resources[${position}].resource.scope: no scope`;
      throw Object.assign(new Error(details), { code: 3, details });
    });

  it('fails by itself, and its neighbours are answered', async () => {
    const cerbos = refusing();
    const { isAllowed } = await authorizerOf(cerbos);
    const ids = ['1', 'bad', '2', 'bad too', '3'];
    const answers = await Promise.allSettled(
      ids.map((id) => isAllowed({ resource: document(id), action: 'view' })),
    );
    expect(answers).toMatchObject([
      { value: true },
      { reason: { code: 'pdp_rejected' } },
      { value: true },
      { reason: { code: 'pdp_rejected' } },
      { value: true },
    ]);
    expect(answers[3]).toMatchObject({
      reason: { message: expect.stringContaining('error: resource.scope: no scope') },
    });
    expect(cerbos.requests).toHaveLength(3);
  });

  it('is left out a few times only', async () => {
    const cerbos = refusing();
    const { isAllowed } = await authorizerOf(cerbos);
    const answers = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        isAllowed({ resource: document(`bad ${index}`), action: 'view' }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(cerbos.requests).toHaveLength(4);
  });

  it.each([
    ['the principal', 'validation error: principal.roles: value is required'],
    [
      'the principal, and a resource',
      'validation errors:\n - principal.roles: value is required\n - resources[0].resource.scope: no',
    ],
    ['the session token', 'invalid auxData'],
  ])('is refused to all, at once, where it is about %s', async (_, details) => {
    const cerbos = fakeClient(() => {
      throw Object.assign(new Error(details), { code: 3, details });
    });
    const { isAllowed } = await authorizerOf(cerbos);
    const ask = (id: string) => isAllowed({ resource: document(id), action: 'view' });
    const answers = await Promise.allSettled([ask('1'), ask('2')]);
    expect(answers).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(cerbos.requests).toHaveLength(1);
  });
});

describe('an asker who gives up', () => {
  it('leaves those alone who ask in the same tick, and who ask the same', async () => {
    let heard: AbortSignal | undefined;
    const cerbos = fakeClient(async (request, options) => {
      heard = options?.signal;
      await new Promise((resolve) => setTimeout(resolve, 20));
      return allowAll(request);
    });
    const { isAllowed } = await authorizerOf(cerbos);
    const controller = new AbortController();
    const question = { resource: document('1'), action: 'view' };
    const left = isAllowed(question, { signal: controller.signal });
    const same = isAllowed(question);
    const other = isAllowed({ resource: document('2'), action: 'view' });
    setTimeout(() => {
      controller.abort(new Error('the visitor left'));
    }, 5);
    await expect(left).rejects.toThrow('the visitor left');
    expect(await Promise.all([same, other])).toEqual([true, true]);
    expect(heard?.aborted).toBe(false);
    expect(cerbos.requests).toHaveLength(1);
  });

  it('who was the last one stops the call, and is no reason not to ask again', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const cerbos = fakeClient((request, options) => {
      signals.push(options?.signal);
      return signals.length > 1 ? allowAll(request) : never();
    });
    const { isAllowed } = await authorizerOf(cerbos);
    const controller = new AbortController();
    const question = { resource: document('1'), action: 'view' };
    const left = isAllowed(question, { signal: controller.signal });
    setTimeout(() => {
      controller.abort(new Error('the visitor left'));
    }, 5);
    await expect(left).rejects.toThrow('the visitor left');
    expect(signals[0]?.aborted).toBe(true);
    expect(await isAllowed(question)).toBe(true);
  });

  it('before the tick is over does not take the others along', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = await authorizerOf(cerbos);
    const controller = new AbortController();
    const question = { resource: document('1'), action: 'view' };
    const left = isAllowed(question, { signal: controller.signal });
    await Promise.resolve();
    controller.abort(new Error('the visitor left'));
    const stays = isAllowed(question);
    await expect(left).rejects.toThrow('the visitor left');
    expect(await stays).toBe(true);
  });
});

describe('whatever is asked together', () => {
  /** Allows by all that a question consists of, so that any mix-up shows. */
  const decides = (kind: string, id: string, attr: object, action: string) => {
    const text = JSON.stringify([kind, id, attr, action]);
    return (
      Array.from(text).reduce((sum, { length }, at) => sum + length * text.charCodeAt(at) * at, 0) %
      2
    );
  };
  const oracle = () =>
    fakeClient((request) => ({
      ...allowAll(request),
      results: request.resources.map(({ resource, actions }) => ({
        resource: { ...resource, policyVersion: 'default', scope: '' },
        actions: Object.fromEntries(
          actions.map((action) => [
            action,
            decides(resource.kind, resource.id, resource.attr, action) === 0
              ? 'EFFECT_ALLOW'
              : 'EFFECT_DENY',
          ]),
        ),
      })),
    }));
  // Few names, of characters that separators are made of, so that questions are often alike.
  const name = fc.string({
    unit: fc.constantFrom('a', '"', ',', ':', '\u0000', '/', '['),
    minLength: 1,
    maxLength: 3,
  });
  const question = fc.record({
    resource: fc.record({
      kind: name,
      id: name,
      attr: fc.dictionary(name, fc.oneof(name, fc.boolean(), fc.constant(null)), { maxKeys: 2 }),
    }),
    actions: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
  });

  it('is answered as if each question had been asked alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 120 }), async (questions) => {
        const { checkResource } = await authorizerOf(oracle());
        const decisions = await Promise.all(questions.map((one) => checkResource(one)));
        decisions.forEach((decision, index) => {
          const { resource, actions } = questions[index] ?? { resource: undefined, actions: [] };
          if (resource === undefined) return;
          const { kind, id, attr } = resource;
          expect(decision.resource).toMatchObject({ kind, id });
          expect(decision.allowedActions()).toEqual(
            actions.filter((action) => decides(kind, id, attr, action) === 0),
          );
        });
      }),
      { numRuns: 300 },
    );
  });
});
