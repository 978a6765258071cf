import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const named = { kind: 'document', id: '7' };
const row = { title: 'Plan', secret: 'do not tell' };

/** An app whose PDP allows these actions, and whose loader finds one document. */
function app(...allowed: readonly string[]) {
  const cerbos = fakeClient((request) => {
    const answer = allowAll(request);
    for (const { actions } of answer.results) {
      for (const action of Object.keys(actions)) {
        if (!allowed.includes(action)) actions[action] = 'EFFECT_DENY';
      }
    }
    return answer;
  });
  const document = vi.fn((id: string) => (id === '7' ? { attr: { id }, value: row } : null));
  const onDecision = vi.fn();
  const verbs = createClerkCerbos({ cerbos, onDecision, resources: { document } });
  return { ...verbs, document, onDecision };
}

describe('the decision on a resource that a loader found', () => {
  it('has the value of the loader, which is called once', async () => {
    const { authorizer, document } = app('view', 'edit');
    const { authorize, checkResource } = await authorizer(member);
    const [authorized, checked] = await Promise.all([
      authorize({ resource: named, action: 'view' }),
      checkResource({ resource: named, actions: ['edit'] }),
    ]);
    expect(authorized.resource.value).toBe(row);
    expect(checked.resource.value).toBe(row);
    expect(document).toHaveBeenCalledOnce();
  });

  it('has it if one of several actions is allowed', async () => {
    const { checkResource } = app('view');
    const { resource } = await checkResource(member, {
      resource: named,
      actions: ['view', 'edit'],
    });
    expect(resource.value).toBe(row);
  });

  it('does not have it if nothing is allowed', async () => {
    const { checkResource } = app();
    const { found, resource } = await checkResource(member, { resource: named, actions: ['view'] });
    expect([found, resource.value]).toEqual([true, undefined]);
  });

  it('shows it in no log, no JSON, no copy and no event', async () => {
    const { authorize, onDecision } = app('view');
    const decision = await authorize(member, { resource: named, action: 'view' });
    const shown = [
      JSON.stringify(decision),
      inspect(decision, { depth: Infinity }),
      inspect({ ...decision.resource }),
      inspect(structuredClone(decision.resource)),
      inspect(onDecision.mock.calls, { depth: Infinity }),
    ];
    for (const text of shown) expect(text).not.toMatch(/Plan|do not tell/);
    expect(onDecision).toHaveBeenCalledOnce();
  });
});

describe('the decision on another resource', () => {
  it('has no value if the question has the attributes itself', async () => {
    const { authorize, document } = app('view');
    const { resource } = await authorize(member, {
      resource: { ...named, attr: {} },
      action: 'view',
    });
    expect(resource).toHaveProperty('value', undefined);
    expect(document).not.toHaveBeenCalled();
  });

  it('has no value if there is no such resource', async () => {
    const { checkResource } = app('view');
    const { found, resource } = await checkResource(member, {
      resource: { kind: 'document', id: '8' },
      actions: ['view'],
    });
    expect([found, resource.value]).toEqual([false, undefined]);
  });
});
