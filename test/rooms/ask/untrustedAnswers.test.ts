import { describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

type Answer = ReturnType<typeof allowAll>;

const question = {
  resources: [
    { resource: { kind: 'document', id: '1', attr: {} }, actions: ['view', 'edit'] },
    { resource: { kind: 'document', id: '2', attr: {} }, actions: ['view'] },
  ],
};

const garbled: [string, (answer: Answer) => unknown][] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a string', () => 'EFFECT_ALLOW'],
  ['an empty object', () => ({})],
  ['an answer to another request', (answer) => ({ ...answer, requestId: 'other' })],
  ['an answer to no request', ({ requestId: _, ...answer }) => answer],
  ['no results', ({ results: _, ...answer }) => answer],
  ['results that are no list', (answer) => ({ ...answer, results: { 0: answer.results[0] } })],
  ['too few results', (answer) => ({ ...answer, results: answer.results.slice(1) })],
  [
    'too many results',
    (answer) => ({ ...answer, results: [...answer.results, answer.results[0]] }),
  ],
  ['results in another order', (answer) => ({ ...answer, results: answer.results.toReversed() })],
  ['holes in place of results', (answer) => ({ ...answer, results: new Array(2) })],
  ['another kind', patch((result) => ({ ...result, resource: { ...result.resource, kind: 'x' } }))],
  ['another id', patch((result) => ({ ...result, resource: { ...result.resource, id: '9' } }))],
  ['no resource', patch(({ resource: _, ...result }) => result)],
  ['no effects', patch(({ actions: _, ...result }) => result)],
  ['null effects', patch((result) => ({ ...result, actions: null }))],
  ['a missing action', patch((result) => ({ ...result, actions: { view: 'EFFECT_ALLOW' } }), 0)],
  [
    'an inherited action',
    patch((result) => ({ ...result, actions: Object.create(result.actions) })),
  ],
  [
    'an unknown effect',
    patch((result) => ({ ...result, actions: { view: 'EFFECT_MAYBE', edit: 'EFFECT_ALLOW' } })),
  ],
  ['true for an effect', patch((result) => ({ ...result, actions: { view: true, edit: true } }))],
  ['outputs that are no list', patch((result) => ({ ...result, outputs: {} }))],
  ['outputs that are none', patch((result) => ({ ...result, outputs: [null] }))],
  ['violations that are no list', patch((result) => ({ ...result, validationErrors: 'none' }))],
  ['metadata that is null', patch((result) => ({ ...result, metadata: null }))],
  ['metadata without actions', patch((result) => ({ ...result, metadata: {} }))],
  ['metadata without roles', patch((result) => ({ ...result, metadata: { actions: {} } }))],
];

function patch(change: (result: Answer['results'][number]) => unknown, only?: number) {
  return (answer: Answer) => ({
    ...answer,
    results: answer.results.map((result, index) =>
      only === undefined || only === index ? change(result) : result,
    ),
  });
}

describe('an answer that does not fit the question', () => {
  it.each(garbled)('is no answer: %s', async (_, garble) => {
    const cerbos = fakeClient((request) => garble(allowAll(request)));
    const { checkResources } = createClerkCerbos({ cerbos });
    const asked = { ...question, includeMetadata: true };
    await expect(checkResources(member, asked)).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'invalid_answer',
    });
  });

  it('is what makes the difference: the same answer ungarbled allows', async () => {
    const { checkResources } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
    const decisions = await checkResources(member, question);
    expect(decisions.map((decision) => decision.allAllowed())).toEqual([true, true]);
  });
});

describe('an answer that says more than was asked', () => {
  const cerbos = fakeClient((request) => {
    const answer = allowAll(request);
    return {
      ...answer,
      results: answer.results.map((result) => ({
        ...result,
        actions: { view: 'EFFECT_DENY', delete: 'EFFECT_ALLOW' },
        outputs: [
          { action: 'view', source: 'a', value: 'mine' },
          { action: 'delete', source: 'b', value: "somebody else's" },
        ],
      })),
    };
  });

  it('allows nothing that was not asked, and shows no output of it', async () => {
    const { checkResource } = createClerkCerbos({ cerbos });
    const decision = await checkResource(member, {
      resource: { kind: 'document', id: '1', attr: {} },
      actions: ['view'],
    });
    expect(decision.isAllowed('delete')).toBe(false);
    expect(decision.allowedActions()).toEqual([]);
    expect(decision.allAllowed()).toBe(false);
    expect(decision.actions).toEqual({ view: 'EFFECT_DENY' });
    expect(decision.output('a')).toBe('mine');
    expect(decision.output('b')).toBeUndefined();
  });
});

describe('every call', () => {
  it('has a request id of its own', async () => {
    const cerbos = fakeClient(allowAll);
    const { isAllowed } = createClerkCerbos({ cerbos });
    const ask = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
    await Promise.all(Array.from({ length: 3 }, () => isAllowed({ ...member }, ask)));
    expect(new Set(cerbos.requests.map(({ requestId }) => requestId)).size).toBe(3);
  });

  it('carries no more resources than a PDP takes, and answers still come in order', async () => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      for (const result of answer.results) {
        if (Number(result.resource.id) % 3 === 0) result.actions.view = 'EFFECT_DENY';
      }
      return answer;
    });
    const { checkResources } = createClerkCerbos({ cerbos });
    const decisions = await checkResources(member, {
      resources: Array.from({ length: 120 }, (_, index) => ({
        resource: { kind: 'document', id: String(index), attr: {} },
        actions: ['view'],
      })),
    });
    expect(cerbos.requests.map(({ resources }) => resources.length)).toEqual([50, 50, 20]);
    expect(decisions.map(({ resource }) => Number(resource.id))).toEqual([...Array(120).keys()]);
    expect(decisions.map((decision) => decision.isAllowed('view'))).toEqual(
      Array.from({ length: 120 }, (_, index) => index % 3 !== 0),
    );
  });
});
