import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../../setup/publishedPackage';
import { explainEverything, sentencesOf } from './explainEverything';

const resourcePolicy = (more: object) => ({
  resourcePolicy: { resource: 'doc', version: 'default', ...more },
});
const match = (expr: string) => ({ match: { expr } });
const allowAll = [{ actions: ['*'], effect: 'EFFECT_ALLOW', roles: ['user'] }];
const limit = (role: string, action: string, more: object = {}) => ({
  rolePolicy: {
    role,
    parentRoles: ['user'],
    rules: [{ resource: 'doc', allowActions: [action] }],
    ...more,
  },
});
const who = (id: string, ...roles: string[]) => ({ id, roles, attr: {} });
const doc = (attr: object, more: object = {}) => ({
  kind: 'doc',
  id: '1',
  attr: { ...attr },
  ...more,
});

describe.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('what the trace of PDP %s does not tell apart', (_, folder) => {
  const binary = cerbosBinary(folder);

  it('does not say of a rule what holds for another policy’s rule of this name', async () => {
    const ofPrincipal = (principal: string, effect: string, more: object = {}) => ({
      principalPolicy: {
        principal,
        version: 'default',
        rules: [{ resource: 'doc', actions: [{ name: 'edit', action: 'edit', effect, ...more }] }],
      },
    });
    const all = await explainEverything({
      binary,
      policies: [
        resourcePolicy({
          rules: [
            {
              name: 'edit',
              actions: ['edit'],
              effect: 'EFFECT_ALLOW',
              roles: ['user'],
              condition: match('R.attr.open'),
            },
          ],
        }),
        ofPrincipal('allowed', 'EFFECT_ALLOW'),
        ofPrincipal('denied', 'EFFECT_DENY'),
        ofPrincipal('passed', 'EFFECT_DENY', { condition: match('R.attr.frozen') }),
      ],
      principals: {
        allowed: who('allowed', 'user'),
        denied: who('denied', 'user'),
        passed: who('passed', 'user'),
      },
      resources: {
        closed: doc({ open: false, frozen: false }),
        open: doc({ open: true, frozen: false }),
      },
      actions: ['edit'],
    });
    const rules = (question: string) =>
      all.get(question)?.explanation.reasons.map((one) => [one.applies, ...sentencesOf([one])]);
    const unknown = [
      undefined,
      'rule edit allows edit to user',
      'the trace does not tell: two rules have this name',
    ];

    expect(rules('allowed edit closed')).toEqual([
      ['allows', 'rule edit allows edit to allowed'],
      unknown,
    ]);
    expect(rules('denied edit open')).toEqual([
      ['forbids', 'rule edit denies edit to denied'],
      unknown,
    ]);
    const notFrozen = [
      undefined,
      'rule edit denies edit to passed',
      'false: R.attr.frozen',
      'R.attr.frozen = false',
    ];
    expect(rules('passed edit open')).toEqual([
      notFrozen,
      ['allows', 'rule edit allows edit to user', 'true: R.attr.open', 'R.attr.open = true'],
    ]);
    expect(rules('passed edit closed')).toEqual([
      notFrozen,
      [undefined, 'rule edit allows edit to user', 'false: R.attr.open', 'R.attr.open = false'],
    ]);
  });

  it('names the role policy that denies, and gives a role its parents only in its own scope', async () => {
    const all = await explainEverything({
      binary,
      policies: [
        resourcePolicy({ rules: allowAll }),
        resourcePolicy({ scope: 'acme', rules: allowAll }),
        limit('local', 'edit', { scope: 'acme' }),
        limit('tight', 'view'),
      ],
      principals: { local: who('local', 'local'), both: who('both', 'local', 'tight') },
      resources: {
        plain: doc({}),
        acme: doc({}, { scope: 'acme' }),
        hr: doc({}, { scope: 'acme.hr' }),
      },
      actions: ['view', 'edit'],
    });
    const summary = (question: string) => all.get(question)?.explanation.summary;

    expect(summary('both edit plain')).toBe('the role policy of tight does not allow edit');
    expect(summary('both view acme')).toBe('the role policy of local does not allow view');
    expect(summary('local edit plain')).toBe(
      'rule rule-001 allows * to user: needs one of the roles user',
    );
    expect(all.get('both view hr')?.explanation.reasons).toMatchObject([
      { text: 'doc has no policy in the scope acme.hr' },
    ]);
  });

  it('says that a rule denies by its false condition in a scope that asks its parent', async () => {
    const all = await explainEverything({
      binary,
      policies: [
        resourcePolicy({ rules: allowAll }),
        resourcePolicy({
          scope: 'acme',
          scopePermissions: 'SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS',
          rules: [
            {
              name: 'fresh',
              actions: ['delete'],
              effect: 'EFFECT_ALLOW',
              roles: ['user'],
              condition: match('R.attr.open'),
              output: {
                when: {
                  // The engine gives it if the condition is met.
                  conditionNotMet:
                    '{"clerk": {"reverification": {"level": "first_factor", "afterMinutes": 10}}}',
                },
              },
            },
          ],
        }),
      ],
      principals: { ann: who('ann', 'user') },
      resources: {
        open: doc({ open: true }, { scope: 'acme' }),
        closed: doc({ open: false }, { scope: 'acme' }),
      },
      actions: ['delete'],
    });
    const text =
      'rule fresh (scope acme) allows delete to user, and denies it if its condition is false';
    const { summary, reasons } = all.get('ann delete closed')?.explanation ?? {};

    expect(summary).toBe(`${text}: false: R.attr.open: R.attr.open = false`);
    expect(reasons?.[0]).toMatchObject({ text, applies: 'forbids' });
    expect(sentencesOf(all.get('ann delete open')?.explanation.reasons ?? [])).toEqual([
      text,
      'its condition is true, so it does not deny: the parent scope decides',
      'true: R.attr.open',
      'R.attr.open = true',
      'rule rule-001 allows * to user',
    ]);
  });

  it('names a role policy that denies by one of several rules', async () => {
    const all = await explainEverything({
      binary,
      policies: [
        resourcePolicy({ rules: allowAll }),
        limit('limited', 'view', {
          rules: [
            { resource: 'doc', allowActions: ['view'] },
            { resource: 'doc', allowActions: ['view'], condition: match('R.attr.open') },
          ],
        }),
      ],
      principals: { ann: who('ann', 'limited') },
      resources: { closed: doc({ open: false }) },
      actions: ['view'],
    });
    expect(all.get('ann view closed')?.explanation).toMatchObject({
      effect: 'EFFECT_DENY',
      summary:
        'the role policy of limited does not allow view: false: R.attr.open: R.attr.open = false',
    });
  });

  it('shows a scope that was not sent as policies see it', async () => {
    const all = await explainEverything({
      binary,
      policies: [
        resourcePolicy({
          rules: [{ ...allowAll[0], condition: match('R.scope + P.policyVersion == "acme"') }],
        }),
      ],
      principals: { ann: who('ann', 'user') },
      resources: { plain: doc({}) },
      actions: ['view'],
    });
    expect(sentencesOf(all.get('ann view plain')?.explanation.reasons ?? [])).toContain(
      'R.scope = "", P.policyVersion = ""',
    );
  });
});
