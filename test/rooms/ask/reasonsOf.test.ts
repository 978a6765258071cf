import { HTTP } from '@cerbos/http';
import { describe, expect, it } from 'vitest';
import { type ClerkAuth, createClerkCerbos, DeniedError } from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { askEndpoint } from '../bridge/endpoint/askEndpoint';
import { member, signedOut, stale } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const pdp = usePdp();
const manager: ClerkAuth = { ...member, orgRole: 'org:admin' };
const stranger: ClerkAuth = { ...member, userId: 'user_2', orgId: 'org_globex' };

const large = { orgId: 'org_acme', ownerId: '', amount: 900, closed: '' };
const refundOf = (attr: object) => ({ kind: 'refund', id: '1', attr: { ...large, ...attr } });
const needsManager = 'Refunds over 500 need a manager.';

/** The error of `authorize`, or undefined if it allows. */
async function authorizeAs(auth: ClerkAuth, attr: object, more: object) {
  const { authorize } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
  const question = { resource: refundOf(attr), action: 'pay', ...more };
  const error: unknown = await authorize(auth, question).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error === undefined || error instanceof DeniedError) return error;
  throw new Error('There is no answer.', { cause: error });
}

describe('the message of a policy', () => {
  it('is the reason of the denial, in the words of the policy', async () => {
    const error = await authorizeAs(member, {}, {});
    expect(error).toMatchObject({ code: 'denied', actions: ['pay'], reason: needsManager });
    // The message of an error goes to logs, and the policy may quote attributes.
    expect(error?.message).not.toContain(needsManager);
  });

  it('is not shown where another rule allows the action', async () => {
    expect(await authorizeAs(manager, {}, {})).toBeUndefined();
    const { snapshot } = createClerkCerbos({
      cerbos: new HTTP(pdp().httpUrl),
      clientAttributes: ['refund'],
      ...patient,
    });
    const { decisions } = await snapshot(manager, [{ resource: refundOf({}), actions: ['pay'] }]);
    expect(decisions[0]?.actions).toEqual({ pay: true });
    expect(decisions[0]).not.toHaveProperty('reasons');
  });

  it('comes from the rules of a denied action only', async () => {
    const error = await authorizeAs(stale, {}, { action: undefined, actions: ['view', 'cancel'] });
    expect(error).toMatchObject({ actions: ['cancel'], reason: 'Verify again to cancel.' });
    const other = await authorizeAs(member, { orgId: 'x' }, { action: 'view' });
    expect(other).toMatchObject({ code: 'denied' });
    expect(other?.reason).toBeUndefined();
  });

  it('is that of the first denied action that has one', async () => {
    const actions = ['archive', 'pay', 'cancel'];
    const error = await authorizeAs(stale, {}, { action: undefined, actions });
    expect(error).toMatchObject({ actions, reason: needsManager });
  });

  it('stands beside the demand of a step-up', async () => {
    const error = await authorizeAs(stale, {}, { action: 'cancel' });
    expect(error).toMatchObject({
      code: 'step_up_required',
      stepUp: { level: 'first_factor', afterMinutes: 10 },
      reason: 'Verify again to cancel.',
    });
  });

  it.each([
    ['a caller who is signed out', signedOut, undefined, 'signed_out'],
    ['a caller from whom the question hides it', member, 'not-found', 'not_found'],
    ['a caller who may not view it', stranger, { notFoundUnless: 'view' }, 'not_found'],
  ])('is not for %s', async (_, auth, onDenied, code) => {
    const closed = { closed: 'The order is closed.' };
    const error = await authorizeAs(auth, closed, onDenied === undefined ? {} : { onDenied });
    expect(error).toMatchObject({ code });
    expect(error?.reason).toBeUndefined();
    expect(`${JSON.stringify(error)} ${error?.message ?? ''}`).not.toContain('closed');
  });

  it.each([
    ['a tab and a line break', 'The order\tis\nclosed.', 'The order is closed.'],
    [
      'control characters',
      '\u001b[31mThe order\u0000 is closed.\u0085',
      '[31mThe order is closed.',
    ],
    ['marks that turn the direction of text', 'closed \u202eknil\u2066', 'closed knil'],
    ['200 characters', 'x'.repeat(200), 'x'.repeat(200)],
    ['201 characters', 'x'.repeat(201), `${'x'.repeat(199)}…`],
    ['a character at the end that is two units', `${'x'.repeat(198)}😀😀`, `${'x'.repeat(198)}…`],
    ['spaces only', ' \n ', undefined],
  ])('is one line of text of bounded length: %s', async (_, closed, reason) => {
    const error = await authorizeAs(member, { closed, amount: 1 }, {});
    expect(error?.code).toBe('denied');
    expect(error?.reason).toBe(reason);
  });
});

describe('what the PDP sends as a message', () => {
  const ask = async (outputs: unknown, actions = ['pay']) => {
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      const results = answer.results.map((result) => ({
        ...result,
        actions: Object.fromEntries(actions.map((action) => [action, 'EFFECT_DENY'])),
        outputs,
      }));
      return { ...answer, results };
    });
    const { authorize } = createClerkCerbos({ cerbos });
    const asked = authorize(member, { resource: refundOf({}), actions });
    const error: unknown = await asked.catch((thrown: unknown) => thrown);
    return error instanceof DeniedError ? error.reason : error;
  };
  const saying = (message: unknown, action = 'pay') => ({
    action,
    source: 's',
    value: { clerk: { message } },
  });

  it.each<[string, unknown]>([
    ['a number', saying(7)],
    ['an object', saying({ toString: 'no' })],
    ['a list of text', saying(['no'])],
    ['null', saying(null)],
    ['no object', { ...saying(''), value: 'no' }],
    ['null in the place of the object', { ...saying(''), value: { clerk: null } }],
    ['no value', { action: 'pay', source: 's' }],
    ['words about an action that was not asked', saying('no', 'cancel')],
  ])('is no reason where it is %s', async (_, output) => {
    expect(await ask([output])).toBeUndefined();
    // The next one counts.
    expect(await ask([output, saying('Later.')])).toBe('Later.');
  });

  it('is the first of several of one rule', async () => {
    expect(await ask([saying('First.'), saying('Second.')])).toBe('First.');
  });

  it('is the same in any order of the rules, because the PDP shuffles them', async () => {
    const [first, second] = ['resource.refund.vdefault#a', 'resource.refund.vdefault#b'];
    const outputs = [
      { ...saying('A'), source: first },
      { ...saying('B'), source: second },
    ];
    expect(await ask(outputs)).toBe('A');
    expect(await ask(outputs.toReversed())).toBe('A');
  });

  it('is read of its own members only', async () => {
    const value = { value: 'no', configurable: true, writable: true };
    Object.defineProperty(Object.prototype, 'message', value);
    try {
      expect(await ask([{ ...saying(''), value: { clerk: {} } }])).toBeUndefined();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'message');
    }
  });

  it('has no half of a character', async () => {
    expect(await ask([saying('a\ud83db')])).toBe('ab');
  });
});

describe('the endpoint for the browser', () => {
  const ask = async (auth: ClerkAuth, attr: object | null, actions: readonly string[]) => {
    const { status, body } = await askEndpoint(
      {
        cerbos: new HTTP(pdp().httpUrl),
        resources: { refund: () => attr && { attr: { ...large, ...attr } } },
        ...patient,
      },
      auth,
      [
        { kind: 'refund', id: '1', actions },
        { kind: 'refund', id: '2', actions: ['view'] },
      ],
    );
    expect(status).toBe(200);
    return body;
  };

  it('tells the reason for each denied action that has one', async () => {
    expect(await ask(stale, {}, ['view', 'pay', 'archive', 'cancel'])).toEqual({
      decisions: [{ view: true, pay: false, archive: false, cancel: false }, { view: true }],
      reasons: [{ pay: needsManager, cancel: 'Verify again to cancel.' }, {}],
    });
  });

  it('sends no reasons where there are none', async () => {
    expect(await ask(member, { amount: 1 }, ['pay'])).toEqual({
      decisions: [{ pay: true }, { view: true }],
    });
  });

  it('sends none about a resource that the loader did not find', async () => {
    expect(await ask(member, null, ['pay'])).toEqual({
      decisions: [{ pay: false }, { view: false }],
    });
  });

  it.each([
    ['who are signed out, whatever the rule is for', signedOut, { closed: 'Closed.' }],
    ['for whom no rule with words is', stranger, {}],
  ])('sends none to callers %s', async (_, auth, attr) => {
    expect(await ask(auth, attr, ['pay'])).toEqual({
      decisions: [{ pay: false }, { view: false }],
    });
  });

  it('tells the same in a snapshot for the first paint', async () => {
    const { snapshot } = createClerkCerbos({
      cerbos: new HTTP(pdp().httpUrl),
      resources: { refund: (id: string) => (id === 'none' ? null : { attr: large }) },
      ...patient,
    });
    const of = (id: string) => ({ resource: { kind: 'refund', id }, actions: ['view', 'pay'] });
    const { decisions } = await snapshot(member, [of('1'), of('none')]);
    expect(decisions).toEqual([
      {
        kind: 'refund',
        id: '1',
        actions: { view: true, pay: false },
        reasons: { pay: needsManager },
      },
      { kind: 'refund', id: 'none', actions: { view: false, pay: false } },
    ]);
    const out = await snapshot(signedOut, [of('1')]);
    expect(out.decisions).toEqual([
      { kind: 'refund', id: '1', actions: { view: false, pay: false } },
    ]);
  });
});
