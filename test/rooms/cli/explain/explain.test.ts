import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { root } from '../../../setup/publishedPackage';
import { type Explained, explainEverything, sentencesOf } from './explainEverything';

const match = (expr: string) => ({ match: { expr } });
const allow = (action: string, roles: object, more: object = {}) => ({
  name: action,
  actions: [action],
  effect: 'EFFECT_ALLOW',
  ...roles,
  ...more,
});

const policies = [
  {
    derivedRoles: {
      name: 'roles',
      variables: { local: { mine: 'P.id == R.attr.ownerId' } },
      definitions: [
        { name: 'owner', parentRoles: ['user'], condition: match('V.mine') },
        { name: 'boss', parentRoles: ['admin'] },
      ],
    },
  },
  {
    resourcePolicy: {
      resource: 'doc',
      version: 'default',
      importDerivedRoles: ['roles'],
      rules: [
        allow('view', { derivedRoles: ['owner', 'boss'] }),
        allow('admin', { roles: ['admin'] }),
        allow('edit', { roles: ['user'] }),
        {
          name: 'frozen',
          actions: ['edit'],
          effect: 'EFFECT_DENY',
          roles: ['*'],
          condition: match('R.attr.frozen'),
        },
        allow(
          'delete',
          { roles: ['user'] },
          {
            condition: match('P.attr.age < 10'),
            output: {
              when: {
                conditionNotMet:
                  '{"clerk": {"reverification": {"level": "first_factor", "afterMinutes": 10}}}',
              },
            },
          },
        ),
      ],
    },
  },
  {
    resourcePolicy: {
      resource: 'doc',
      version: 'default',
      scope: 'acme',
      scopePermissions: 'SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS',
      rules: [allow('view', { roles: ['user'] })],
    },
  },
  {
    principalPolicy: {
      principal: 'blocked',
      version: 'default',
      rules: [{ resource: 'doc', actions: [{ action: 'edit', effect: 'EFFECT_DENY' }] }],
    },
  },
  {
    rolePolicy: {
      role: 'limited',
      parentRoles: ['user'],
      rules: [{ resource: 'doc', allowActions: ['edit'], condition: match('R.attr.open') }],
    },
  },
];

const who = (id: string, ...roles: string[]) => ({ id, roles, attr: { age: 30 } });
const doc = (attr: object, more: object = {}) => ({
  kind: 'doc',
  id: '1',
  attr: { ...attr },
  ...more,
});

describe.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('explain on PDP %s', (_, folder) => {
  let all: ReadonlyMap<string, Explained>;

  beforeAll(async () => {
    all = await explainEverything({
      binary: cerbosBinary(folder),
      policies,
      principals: {
        cleo: who('cleo', 'user'),
        admin: who('admin', 'admin'),
        blocked: who('blocked', 'user'),
        lim: who('lim', 'limited'),
      },
      resources: {
        plain: doc({ ownerId: 'ben', frozen: false, open: false }),
        own: doc({ ownerId: 'cleo', frozen: true }),
        bare: doc({ ownerId: 'ben' }),
        acme: doc({ ownerId: 'ben' }, { scope: 'acme' }),
        hr: doc({ ownerId: 'ben' }, { scope: 'acme.hr' }),
        v2: doc({ ownerId: 'ben' }, { policyVersion: 'v2' }),
        typo: { kind: 'dok', id: '1', attr: {} },
      },
      actions: ['view', 'admin', 'edit', 'delete', 'edti'],
    });
  });

  const of = (question: string) => {
    const found = all.get(question);
    if (found === undefined) throw new Error(`Nothing about ${question}`);
    return found.explanation;
  };
  const sentences = (question: string) => sentencesOf(of(question).reasons);

  it('names the expression that keeps a derived role inactive, and its values', () => {
    expect(of('cleo view plain').summary).toBe('not owner: P.id = "cleo", R.attr.ownerId = "ben"');
    expect(sentences('cleo view plain')).toEqual([
      'rule view allows view to owner, boss',
      'not owner',
      'false: V.mine',
      'mine is P.id == R.attr.ownerId',
      'P.id = "cleo", R.attr.ownerId = "ben"',
      'not boss: needs one of the roles admin',
    ]);
  });

  it('names the role that a rule needs', () => {
    expect(sentences('cleo admin plain')).toContain('needs one of the roles admin');
  });

  it('names the rule that allows, and the derived role by which it does', () => {
    expect(of('cleo view own').reasons).toMatchObject([{ applies: 'allows' }]);
    expect(sentences('cleo view own')).toContain('is owner');
  });

  it('names the rule that forbids', () => {
    expect(of('cleo edit own').summary).toBe(
      'rule frozen denies edit to all roles: true: R.attr.frozen: R.attr.frozen = true',
    );
  });

  it('warns of a DENY rule that is off because an attribute is missing', () => {
    expect(of('cleo edit bare').effect).toBe('EFFECT_ALLOW');
    expect(sentences('cleo edit bare')).toEqual(
      expect.arrayContaining([
        'R.attr.frozen is missing',
        expect.stringContaining('a DENY rule may be off'),
      ]),
    );
  });

  it('says that a new verification is needed', () => {
    expect(of('cleo delete plain').summary).toContain(
      'needs a verification of at most 10 minutes ago (first_factor)',
    );
  });

  it('names near kinds and actions for those that no policy knows', () => {
    expect(of('cleo view typo').summary).toBe('no policy is about the kind dok; near: doc');
    expect(of('cleo edti plain').summary).toBe('no rule of doc names edti; near: edit');
  });

  it('names the scopes and versions that are there', () => {
    expect(of('cleo view hr').summary).toBe('doc has no policy in the scope acme.hr');
    expect(of('cleo view v2').summary).toContain('doc has no policy of version v2');
  });

  it('says that a parent scope must consent', () => {
    expect(of('cleo view acme').effect).toBe('EFFECT_DENY');
    expect(sentences('cleo view acme')).toEqual(
      expect.arrayContaining([
        'rule view (scope acme) allows view to user',
        expect.stringContaining('that is not enough'),
        'not owner',
      ]),
    );
  });

  it('names the rule of a principal policy', () => {
    expect(of('blocked edit plain').summary).toBe('rule doc_rule-001 denies edit to blocked');
  });

  it('names the condition of a role policy', () => {
    expect(sentences('lim edit plain')).toEqual(
      expect.arrayContaining([
        'the role policy of limited does not allow edit',
        'false: R.attr.open',
        'R.attr.open = false',
      ]),
    );
    expect(sentences('lim view own')).toContain('the role policy of limited does not allow view');
  });
});
