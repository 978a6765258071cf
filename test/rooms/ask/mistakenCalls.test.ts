import { describe, expect, it } from 'vitest';
import { type AnyPolicies, type ClerkAuth, createClerkCerbos } from '../../../src';
import { createClerkCerbos as createForExpress } from '../../../src/adapters/express';
import { createClerkCerbos as createForFastify } from '../../../src/adapters/fastify';
import { createClerkCerbos as createForHono } from '../../../src/adapters/hono';
import { createClerkCerbos as createForNext } from '../../../src/adapters/nextjs';
import { createClerkCerbos as createForPages } from '../../../src/adapters/nextjs-pages';
import { createClerkCerbos as createForReactRouter } from '../../../src/adapters/react-router';
import { createClerkCerbos as createForRemix } from '../../../src/adapters/remix';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import type { AnyGrant } from '../../../src/bridge/guard/Rule';
import { readRule } from '../../../src/bridge/guard/readRule';
import { askEndpoint } from '../bridge/endpoint/askEndpoint';
import { member } from './auths';
import { allowAll, fakeClient } from './fakeClient';

const cerbos = fakeClient(allowAll);
const resource = { kind: 'document', id: '1', attr: {} };
const question = { resource, action: 'view' };
const several = { resource, actions: ['view'] };

/** A call as an app without types makes it. */
const call = async (verb: unknown, ...args: readonly unknown[]): Promise<unknown> =>
  Reflect.apply(verb as CallableFunction, undefined, args) as unknown;

const firstNames = [
  ['the core', createClerkCerbos({ cerbos }), 'auth'],
  ['Express', createForExpress({ cerbos }), 'req'],
  ['Fastify', createForFastify({ cerbos }), 'request'],
  ['Hono', createForHono({ cerbos }), 'c'],
  ['the Pages Router', createForPages({ cerbos }), 'req'],
  ['React Router', createForReactRouter({ cerbos }), 'args'],
  ['Remix', createForRemix({ cerbos }), 'args'],
] as const;

describe.each(firstNames)('a verb of %s', (name, verbs, first) => {
  it.each([
    ['isAllowed', question],
    ['checkResource', several],
    ['checkResources', { resources: [several] }],
    ['authorize', question],
    ['planResources', question],
    ['snapshot', [several]],
    ['filterAllowed', ['1'], () => question],
    ['listByChecks', () => [], () => question, { cursorOf: String }],
    ['pickAllowed', { id: '1' }, { id: true }, resource],
    ['checkFields', { id: '1' }, { id: true }, resource],
  ] as const)('that is called without its first argument says so: %s', async (verb, ...asked) => {
    await expect(call(verbs[verb], ...asked)).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: `${verb} was called without ${first}, which says who asks. Write ${verb}(${first}, …). [invalid_configuration]`,
    });
  });

  it.each(['isAllowed', 'checkResource', 'planResources', 'snapshot'] as const)(
    'that is called without a question says so: %s',
    async (verb) => {
      for (const asked of [call(verbs[verb], member), call(verbs[verb])]) {
        await expect(asked).rejects.toMatchObject({
          name: 'ConfigurationError',
          message: `${verb} was called without a question. Write ${verb}(${first}, question). [invalid_configuration]`,
        });
      }
    },
  );

  it('says so where its first argument is undefined, and so does authorizer', async () => {
    const says = name === 'the core' ? 'The auth object is undefined' : `in place of ${first}`;
    for (const asked of [call(verbs.isAllowed, undefined, question), call(verbs.authorizer)]) {
      await expect(asked).rejects.toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringContaining(says) as string,
      });
    }
  });
});

describe('a verb that knows the caller', () => {
  it('says so where it is called without a question', async () => {
    await expect(call(createForNext({ cerbos }).isAllowed)).rejects.toThrow(
      'isAllowed was called without a question. Write isAllowed(question).',
    );
  });

  it.each([
    ['filterAllowed', 'toQuestion', 'items, toQuestion', ['1']],
    ['listByChecks', 'the options with cursorOf', 'rows, toQuestion, options', () => []],
    ['pickAllowed', 'a resource', 'value, fields, resource', { id: '1' }],
  ] as const)('says what is missing: %s', async (verb, missing, args, first) => {
    await expect(call(createForNext({ cerbos })[verb], first)).rejects.toThrow(
      `${verb} was called without ${missing}. Write ${verb}(${args}). [invalid_configuration]`,
    );
  });

  it('says so where a question about a list or a field comes after the caller', async () => {
    const { filterAllowed, pickAllowed } = createForNext({ cerbos });
    await expect(call(filterAllowed, member, ['1'], () => question)).rejects.toThrow(
      'filterAllowed takes the items first, because it knows the caller here. Write filterAllowed(items, toQuestion).',
    );
    await expect(call(pickAllowed, member, { id: '1' }, { id: true }, resource)).rejects.toThrow(
      'pickAllowed takes the value first, because it knows the caller here. Write pickAllowed(value, fields, resource).',
    );
  });

  it('says so where it is called with a request or an auth object', async () => {
    const bound = await createClerkCerbos({ cerbos }).authorizer(member);
    for (const { isAllowed } of [bound, createForNext({ cerbos })]) {
      await expect(call(isAllowed, member, question)).rejects.toThrow(
        'isAllowed takes the question first, because it knows the caller here.',
      );
    }
  });
});

describe('a question in another spelling', () => {
  const verbs = createClerkCerbos({ cerbos });

  it('says what to write where checkResources gets a list', async () => {
    await expect(call(verbs.checkResources, member, [several])).rejects.toThrow(
      'question is a list. Write checkResources({ resources: [{ resource, actions }] }). [invalid_question]',
    );
  });

  it('says what to write where a resource has attributes in place of attr', async () => {
    const spelt = { kind: 'document', id: '1', attributes: {} };
    const says = "resource.attributes is not read. Write attr, as in Cerbos' own SDK.";
    await expect(call(verbs.isAllowed, member, { ...question, resource: spelt })).rejects.toThrow(
      says,
    );
    const { guard } = createRequestBridge<AnyPolicies, object, { auth: ClerkAuth }>(
      { cerbos },
      { auth: ({ auth }) => Promise.resolve(auth), head: () => undefined },
    );
    expect(() => readRule({ action: 'view', resource: spelt })).toThrow(says);
    const rule = readRule({ action: 'view', resource: () => spelt });
    await expect(guard({ auth: member }, rule, []).grant<AnyGrant>()).rejects.toThrow(says);
  });

  it('says what to do where principal.roles is async', async () => {
    const { isAllowed } = createClerkCerbos({
      cerbos,
      // As an app without types writes it.
      principal: { roles: (() => Promise.resolve(['a'])) as unknown as () => string[] },
    });
    await expect(isAllowed(member, question)).rejects.toThrow(
      /principal\.roles returned a promise, .* principal\.attr, which may be async\./,
    );
  });

  it('names the place in the body that the browser sent', async () => {
    const options = { cerbos, resources: { document: () => ({ attr: {} }) } };
    const checks = [{ kind: 'document', id: '', actions: ['view'] }];
    expect(await askEndpoint(options, member, checks)).toMatchObject({
      body: { detail: 'checks[0].id must be a non-empty string.' },
    });
  });
});

describe('a list without an item', () => {
  it('is no call, and an empty answer', async () => {
    const quiet = fakeClient(allowAll);
    const { checkResources, snapshot } = createClerkCerbos({ cerbos: quiet });
    expect(await checkResources(member, { resources: [] })).toEqual([]);
    expect(await snapshot(member, [])).toEqual({
      session: { userId: 'user_1', sessionId: 'sess_1', orgId: 'org_acme' },
      decisions: [],
    });
    expect(quiet.requests).toEqual([]);
  });
});
