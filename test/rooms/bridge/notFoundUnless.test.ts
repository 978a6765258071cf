import { HTTP } from '@cerbos/http';
import { describe, expect, it } from 'vitest';
import {
  type AnyPolicies,
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  type DecisionEvent,
  DeniedError,
} from '../../../src';
import { respond } from '../../../src/answer/respond';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { type GuardRule, readRule } from '../../../src/bridge/guard/readRule';
import type { Grant } from '../../../src/bridge/guard/Rule';
import { patient, usePdp } from '../../setup/pdp';
import { member, signedOut, stale } from '../ask/auths';
import { allowAll, fakeClient } from '../ask/fakeClient';

const pdp = usePdp();
const rule = {
  action: 'edit',
  resource: { kind: 'document', id: '1', attr: {} },
  onDenied: { notFoundUnless: 'view' },
} as const;
const notFound = { title: 'Not Found', status: 404, code: 'not_found' };

/** A PDP that allows these actions only; `demanding` the others ask for a fresh session. */
function pdpThatAllows(allowed: readonly string[], demanding: readonly string[] = []) {
  return fakeClient((request) => {
    const answer = allowAll(request);
    const results = answer.results.map((result) => {
      const names = Object.keys(result.actions);
      const effects = names.map((name) => [
        name,
        allowed.includes(name) ? 'EFFECT_ALLOW' : 'EFFECT_DENY',
      ]);
      const outputs = names
        .filter((action) => demanding.includes(action))
        .map((action) => ({ action, source: 's', value: { clerk: { reverification: 'strict' } } }));
      return { ...result, actions: Object.fromEntries(effects) as object, outputs };
    });
    return { ...answer, results };
  });
}

/** The actions of each call, as the PDP was asked. */
const askedOf = ({ requests }: ReturnType<typeof fakeClient>) =>
  requests.map(({ resources }) => resources.map(({ actions }) => actions));

/** Guards a handler as an adapter does, and gives its answer to a caller. */
function guarded(
  given: GuardRule,
  cerbos: CerbosClient,
  options: object = {},
  handle: (grant: Grant) => Promise<void> = () => Promise.resolve(),
) {
  const grants: Grant[] = [];
  const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
    { cerbos, ...patient, ...options },
    { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
  );
  const checked = readRule(given);
  const serve = async (auth: ClerkAuth = member) => {
    const call = guard({ auth }, checked, []);
    const response = await respond(call, async () => {
      const grant: Grant = await call.grant();
      grants.push(grant);
      await handle(grant);
      return Response.json({ ran: true });
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  return { serve, grants };
}

describe('a rule with onDenied: { notFoundUnless }', () => {
  it('asks both actions in one call, about one resource', async () => {
    const cerbos = pdpThatAllows(['view']);
    const { serve } = guarded(rule, cerbos);
    expect(await serve()).toMatchObject({ status: 403, body: { code: 'denied', action: 'edit' } });
    expect(askedOf(cerbos)).toEqual([[['edit', 'view']]]);
  });

  it('answers strangers as for a resource that does not exist', async () => {
    const none = guarded({ ...rule, resource: () => null }, pdpThatAllows(['view']));
    const hidden = guarded(rule, pdpThatAllows([]));
    expect(await hidden.serve()).toEqual({ status: 404, body: notFound });
    expect(await hidden.serve()).toEqual(await none.serve());
    expect(await hidden.serve(signedOut)).toEqual(await none.serve(signedOut));
    expect((await hidden.serve(signedOut)).status).toBe(401);
  });

  it('asks an action once that the rule names itself', async () => {
    const cerbos = pdpThatAllows([]);
    const { serve } = guarded({ ...rule, action: 'view' }, cerbos);
    expect(await serve()).toEqual({ status: 404, body: notFound });
    expect(askedOf(cerbos)).toEqual([[['view']]]);
  });

  it('tells who may view, and nobody else, which of the actions are denied', async () => {
    const both = { actions: ['view', 'edit'], resource: rule.resource, onDenied: rule.onDenied };
    const viewing = guarded(both, pdpThatAllows(['view']));
    expect(await viewing.serve()).toMatchObject({ status: 403, body: { action: 'edit' } });
    const editing = guarded(both, pdpThatAllows(['edit']));
    expect(await editing.serve()).toEqual({ status: 404, body: notFound });
  });

  it.each([
    ['allowed', ['edit', 'view']],
    ['denied', ['edit']],
  ])('grants what its own action allows while the other one is %s', async (_, allowed) => {
    const { serve, grants } = guarded(rule, pdpThatAllows(allowed));
    expect((await serve()).status).toBe(200);
    const [grant] = grants;
    expect(grant?.decision.actions).toEqual({ edit: 'EFFECT_ALLOW' });
    expect(grant?.decision.allAllowed()).toBe(true);
    expect(grant?.decision.isAllowed('view')).toBe(false);
  });

  it('never grants for the other action', async () => {
    const { serve, grants } = guarded(rule, pdpThatAllows(['view']));
    expect((await serve()).status).toBe(403);
    expect(grants).toEqual([]);
  });

  it('asks a member to verify again, and a stranger never', async () => {
    const demand = { clerk_error: { reason: 'reverification-error' } };
    const seen = guarded(rule, pdpThatAllows(['view'], ['edit']));
    expect(await seen.serve(stale)).toMatchObject({ status: 403, body: demand });
    for (const demanding of [['edit'], ['edit', 'view']]) {
      const hidden = guarded(rule, pdpThatAllows([], demanding));
      expect(await hidden.serve(stale)).toEqual({ status: 404, body: notFound });
    }
  });

  it('grants what the PDP allows alone, where the other action beside it makes it say no', async () => {
    // A schema with ignoreWhen does so.
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      const results = answer.results.map((result) => {
        const isAlone = !Object.hasOwn(result.actions, 'view');
        return isAlone
          ? result
          : {
              ...result,
              actions: { edit: 'EFFECT_DENY', view: 'EFFECT_DENY' },
              validationErrors: [{ path: '/ownerId', message: 'missing', source: 'RESOURCE' }],
            };
      });
      return { ...answer, results };
    });
    const { serve } = guarded(rule, cerbos);
    expect((await serve()).status).toBe(200);
    expect(askedOf(cerbos)[0]).toEqual([['edit', 'view']]);
  });

  it.each([
    ['is missing', { edit: 'EFFECT_ALLOW' }],
    ['is unknown', { edit: 'EFFECT_ALLOW', view: 'EFFECT_MAYBE' }],
  ])('grants nothing where the effect on the other action %s', async (_, actions) => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      return { ...answer, results: answer.results.map((result) => ({ ...result, actions })) };
    });
    const { serve, grants } = guarded(rule, cerbos);
    expect(await serve()).toMatchObject({ status: 503, body: { code: 'invalid_answer' } });
    expect(grants).toEqual([]);
  });

  it('keeps to the number of actions that the PDP takes for a resource', async () => {
    const actions = Array.from({ length: 50 }, (_, index) => `act_${index}`);
    const cerbos = pdpThatAllows(['view', ...actions.slice(1)]);
    const { serve } = guarded({ ...rule, action: undefined, actions }, cerbos);
    expect(await serve()).toMatchObject({ status: 403, body: { action: 'act_0' } });
    const lengths = askedOf(cerbos).map((resources) => resources.map(({ length }) => length));
    expect(lengths).toEqual([[50], [1]]);
  });

  it('tells onDecision of one question: that of the rule', async () => {
    const events: DecisionEvent[] = [];
    const onDecision = (event: DecisionEvent) => events.push(event);
    const hidden = guarded(rule, pdpThatAllows([]), { onDecision });
    await hidden.serve();
    const granted = guarded(rule, pdpThatAllows(['edit']), { onDecision });
    await granted.serve();
    expect(events).toMatchObject([
      { outcome: 'denied', actions: ['edit'], effects: { edit: 'EFFECT_DENY' } },
      { outcome: 'allowed', actions: ['edit'], effects: { edit: 'EFFECT_ALLOW' } },
    ]);
    expect(events.map(({ effects }) => Object.keys(effects))).toEqual([['edit'], ['edit']]);
  });

  it('is copied when the handler is wrapped', async () => {
    const onDenied = { notFoundUnless: 'view' };
    const { serve } = guarded({ ...rule, onDenied }, pdpThatAllows(['view']));
    onDenied.notFoundUnless = 'edit';
    expect((await serve()).status).toBe(403);
  });

  it('shapes no denial of an authorize inside the handler', async () => {
    const inside = async ({ authorizer }: Grant) => {
      await authorizer.authorize({ resource: rule.resource, action: 'delete' });
    };
    const { serve } = guarded(rule, pdpThatAllows(['edit']), {}, inside);
    expect(await serve()).toMatchObject({ status: 403, body: { action: 'delete' } });
  });
});

describe('authorize with onDenied', () => {
  const ask = (cerbos: CerbosClient, onDenied: unknown, auth: ClerkAuth = member) => {
    const { authorize } = createClerkCerbos({ cerbos, ...patient });
    const { resource, action } = rule;
    // As an app without types could ask.
    const question = { resource, action, onDenied } as typeof rule;
    return authorize(auth, question).then(
      (decision) => decision.actions,
      (error: unknown) => error,
    );
  };

  it.each([
    ['a stranger', [], 'not_found'],
    ['who may view', ['view'], 'denied'],
  ])('has a code for %s by notFoundUnless', async (_, allowed, code) => {
    const cerbos = pdpThatAllows(allowed);
    const error = await ask(cerbos, { notFoundUnless: 'view' });
    expect(error).toMatchObject({ name: 'DeniedError', code, actions: ['edit'] });
    expect(askedOf(cerbos)).toEqual([[['edit', 'view']]]);
  });

  it('says to a stranger what it says of a resource that does not exist', async () => {
    const missing = new DeniedError({ code: 'not_found', actions: ['edit'], cerbosCallId: '' });
    for (const onDenied of ['not-found', { notFoundUnless: 'view' }]) {
      const error = await ask(pdpThatAllows([]), onDenied);
      expect(error).toEqual(missing);
      expect(Object.keys(error as DeniedError).sort()).toEqual(Object.keys(missing).sort());
    }
  });

  it('tells who is signed out nothing else, and a member to verify again', async () => {
    for (const onDenied of ['not-found', { notFoundUnless: 'view' }]) {
      expect(await ask(pdpThatAllows([]), onDenied, signedOut)).toMatchObject({
        code: 'signed_out',
      });
      expect(await ask(pdpThatAllows(['view'], ['edit']), onDenied, stale)).toMatchObject({
        code: 'step_up_required',
      });
    }
  });

  it('decides on its own actions alone', async () => {
    expect(await ask(pdpThatAllows(['edit']), { notFoundUnless: 'view' })).toEqual({
      edit: 'EFFECT_ALLOW',
    });
  });

  it('asks for nothing more where the answer is known and allows', async () => {
    const cerbos = pdpThatAllows(['edit']);
    const { authorizer } = createClerkCerbos({ cerbos, ...patient });
    const { isAllowed, authorize } = await authorizer(member);
    const { resource, action, onDenied } = rule;
    expect(await isAllowed({ resource, action })).toBe(true);
    const decision = await authorize({ resource, action, onDenied });
    expect(decision.actions).toEqual({ edit: 'EFFECT_ALLOW' });
    expect(askedOf(cerbos)).toEqual([[['edit']]]);
  });

  it.each([
    ['a stranger', [], 'not_found'],
    ['who may view', ['view'], 'denied'],
  ])('asks for the shape of a denial that is known: %s', async (_, allowed, code) => {
    const cerbos = pdpThatAllows(allowed);
    const { authorizer } = createClerkCerbos({ cerbos, ...patient });
    const { isAllowed, authorize } = await authorizer(member);
    const { resource, action, onDenied } = rule;
    expect(await isAllowed({ resource, action })).toBe(false);
    await expect(authorize({ resource, action, onDenied })).rejects.toMatchObject({ code });
    expect(askedOf(cerbos)).toEqual([[['edit']], [['view']]]);
  });

  it('asks the real PDP', async () => {
    const cerbos = new HTTP(pdp().httpUrl);
    const { authorize } = createClerkCerbos({ cerbos, ...patient });
    const of = (attr: object) =>
      authorize(member, { ...rule, resource: { kind: 'document', id: '1', attr } });
    const acme = { ownerId: 'user_2', orgId: 'org_acme', public: false };
    await expect(of(acme)).rejects.toMatchObject({ code: 'denied' });
    await expect(of({ ...acme, orgId: 'org_globex' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(of({ ...acme, ownerId: 'user_1' })).resolves.toMatchObject({ found: true });
  });

  it.each([
    ['a function', () => 'not-found', 'onDenied must be'],
    ['another word', 'forbidden', 'onDenied must be'],
    ['null', null, 'onDenied must be'],
    ['a list', ['view'], 'onDenied must be'],
    ['nothing to ask', {}, 'onDenied must be'],
    ['more than one member', { notFoundUnless: 'view', else: 403 }, 'onDenied must be'],
    ['an empty action', { notFoundUnless: '' }, 'onDenied.notFoundUnless must be a non-empty'],
    ['no string', { notFoundUnless: ['view'] }, 'onDenied.notFoundUnless must be a non-empty'],
    ['ill-formed Unicode', { notFoundUnless: '\ud800' }, 'onDenied.notFoundUnless must be well'],
  ])('refuses before it asks: %s', async (_, onDenied, message) => {
    const cerbos = pdpThatAllows(['edit', 'view']);
    expect(await ask(cerbos, onDenied)).toMatchObject({
      code: 'invalid_question',
      message: expect.stringContaining(message) as string,
    });
    expect(cerbos.requests).toEqual([]);
  });
});
