import { HTTP } from '@cerbos/http';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClerkAuth, createClerkCerbos, DeniedError, UnavailableError } from '../../../../src';
import { createClerkCerbos as createForWeb } from '../../../../src/adapters/web';
import { patient, usePdp } from '../../../setup/pdp';
import { impersonated, member, signedOut, stale } from '../../ask/auths';
import { allowAll, fakeClient } from '../../ask/fakeClient';
import { authorizerOf, documents } from './documents';

const pdp = usePdp();
const nowhere = 'http://127.0.0.1:1';

interface Args {
  readonly id: string;
}
const edit = {
  action: 'edit',
  resource: ({ id }: Args) => ({ kind: 'document', id }) as const,
} as const;

/** A tool that edits a document, and what it did. */
async function editor(
  auth: ClerkAuth,
  { rule = {}, httpUrl = pdp().httpUrl }: { rule?: object; httpUrl?: string } = {},
) {
  const table = documents();
  const authorizer = await authorizerOf(auth, httpUrl, table.resources);
  const execute = vi.fn(async ({ id }: Args) => ({ edited: id }));
  const tool = authorizer.guardTool({ ...edit, ...rule }, execute);
  return { ...table, authorizer, execute, tool };
}

let logged: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a guarded tool', () => {
  it('runs with its arguments, the grant, and what the framework adds', async () => {
    const { guardTool } = await authorizerOf(member, pdp().httpUrl, documents().resources);
    const tool = guardTool(edit, (args: Args, grant, first: object, second: number) => {
      const { decision, principal, auth } = grant;
      const { kind, id, value } = grant.resource;
      const mayEdit = decision.isAllowed('edit');
      return [args, kind, id, value.title, mayEdit, principal.id, auth, first, second];
    });
    const result = await tool({ id: '1' }, { toolCallId: 'call_1' }, 7);
    expect(result).toEqual([
      ...[{ id: '1' }, 'document', '1', 'Plan', true, 'user_1', member],
      ...[{ toolCallId: 'call_1' }, 7],
    ]);
  });

  it.each<[string, ClerkAuth, object, string, object]>([
    [
      'denied',
      member,
      {},
      '2',
      {
        ...{ code: 'denied', action: 'edit', resource: { kind: 'document', id: '2' } },
        message: 'Not allowed. The policy denies "edit". Do not try the same again. Tell the user.',
      },
    ],
    [
      "denied, in the policy's words",
      impersonated,
      {},
      '1',
      {
        code: 'denied',
        message:
          'Not allowed. Stop acting for the user to edit. Do not try the same again. Tell the user.',
      },
    ],
    [
      'denied of several actions',
      member,
      { action: undefined, actions: ['view', 'edit', 'fly'] },
      '2',
      { code: 'denied', actions: ['edit', 'fly'] },
    ],
    ['signed out', signedOut, {}, '1', { code: 'signed_out', action: 'edit' }],
    ['missing', member, {}, '9', { code: 'not_found' }],
    ['hidden', member, { onDenied: 'not-found' }, '3', { code: 'not_found' }],
    [
      'hidden from those who may not view it',
      member,
      { onDenied: { notFoundUnless: 'view' } },
      '3',
      { code: 'not_found' },
    ],
    [
      'shown to those who may view it',
      member,
      { onDenied: { notFoundUnless: 'view' } },
      '2',
      { code: 'denied' },
    ],
    ['to be verified again', stale, { action: 'delete' }, '1', { code: 'step_up_required' }],
  ])('returns a refusal, and does not run: %s', async (_, auth, rule, id, refusal) => {
    const { tool, execute } = await editor(auth, { rule });
    const result = await tool({ id });
    expect(result).toEqual({ cerbos_error: expect.objectContaining(refusal) });
    expect(result).toMatchObject({ cerbos_error: { retryable: false } });
    expect(execute).not.toHaveBeenCalled();
    expect(logged).not.toHaveBeenCalled();
  });

  it('says of a hidden resource what it says of a missing one, to the last letter', async () => {
    const { tool } = await editor(member, { rule: { onDenied: 'not-found' } });
    expect(await tool({ id: '3' })).toEqual(await tool({ id: '9' }));
  });

  it('returns a refusal without an answer, does not run, and logs why', async () => {
    const { tool, execute } = await editor(member, { httpUrl: nowhere });
    expect(await tool({ id: '1' })).toEqual({
      cerbos_error: {
        code: 'pdp_unreachable',
        message:
          'Whether this is allowed could not be checked, so nothing was done. Try again later.',
        retryable: true,
      },
    });
    expect(execute).not.toHaveBeenCalled();
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('pdp_unreachable'));
  });

  it.each<[string, unknown]>([
    ['an empty id', ''],
    ['a number', 1],
    ['a list', ['1']],
    ['nothing', undefined],
    ['an object that reads as an id', { toString: () => '1' }],
    ['text that is not well-formed', '\uD800'],
  ])('takes %s for no resource, because the model chose it', async (_, id) => {
    const { tool, execute } = await editor(member);
    const result = await tool({ id: id as string });
    expect(result).toMatchObject({ cerbos_error: { code: 'not_found' } });
    expect(execute).not.toHaveBeenCalled();
  });

  it('refuses arguments that read otherwise the second time', async () => {
    const { guardTool } = await authorizerOf(member, pdp().httpUrl, documents().resources);
    const execute = vi.fn();
    const rule = {
      action: 'edit',
      resource: ({ ids }: { ids: Iterator<string> }) =>
        ({ kind: 'document', id: String(ids.next().value) }) as const,
    } as const;
    const result = await guardTool(rule, execute)({ ids: ['1', '2'].values() });
    expect(result).toMatchObject({ cerbos_error: { code: 'invalid_value', retryable: false } });
    expect(execute).not.toHaveBeenCalled();
  });

  it("ends at the rule's own deadline", async () => {
    const resource = () => new Promise<never>(() => undefined);
    const { tool, execute } = await editor(member, { rule: { resource, timeoutMs: 20 } });
    expect(await tool({ id: '1' })).toMatchObject({
      cerbos_error: { code: 'deadline_exceeded', retryable: true },
    });
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('20 ms'));
    expect(execute).not.toHaveBeenCalled();
  });

  it('asks about what it is going to create, in the organization of the caller', async () => {
    const { guardTool } = await authorizerOf(member, pdp().httpUrl, documents().resources);
    const execute = vi.fn(async () => 'created');
    const tool = guardTool(
      {
        action: 'create',
        newResource: ({ principal: { attr } }, { owner }: { owner: string }) => ({
          kind: 'document',
          attr: { ownerId: owner, orgId: attr.orgId, public: false },
        }),
      },
      execute,
    );
    expect(await tool({ owner: 'user_1' })).toBe('created');
    expect(await tool({ owner: 'user_2' })).toMatchObject({ cerbos_error: { code: 'denied' } });
    // What the rule and the tool would read differently is refused before both.
    const owners = ['user_1', 'user_2'].values();
    const once = { owner: 'user_1', owners } as const;
    expect(await tool(once)).toMatchObject({ cerbos_error: { code: 'invalid_value' } });
    expect(execute).toHaveBeenCalledOnce();
  });

  it('reads the rule once', async () => {
    const rule = { action: 'view', resource: { kind: 'document', id: '2' } };
    const { guardTool } = await authorizerOf(member, pdp().httpUrl, documents().resources);
    const tool = guardTool(rule, () => 'ran');
    Object.assign(rule.resource, { id: '3' });
    Object.assign(rule, { action: 'edit' });
    expect(await tool({})).toBe('ran');
  });

  it('decides for each of several calls at once', async () => {
    const { tool, execute } = await editor(member);
    const ids = ['1', '2', '1', '9', '3', '1'];
    const results = await Promise.all(ids.map((id) => tool({ id })));
    const one = { edited: '1' };
    const refused = (code: string) => ({ cerbos_error: expect.objectContaining({ code }) });
    expect(results).toEqual([
      ...[one, refused('denied'), one],
      ...[refused('not_found'), refused('denied'), one],
    ]);
    expect(execute.mock.calls.map(([args]) => args.id)).toEqual(['1', '1', '1']);
  });
});

describe('a guarded tool of a long-running agent', () => {
  it('is asked about anew for each call: what changed in between counts', async () => {
    const { tool, give, loaded } = await editor(member);
    expect(await tool({ id: '1' })).toEqual({ edited: '1' });
    give('1', 'user_2');
    expect(await tool({ id: '1' })).toMatchObject({ cerbos_error: { code: 'denied' } });
    give('1', 'user_1');
    expect(await tool({ id: '1' })).toEqual({ edited: '1' });
    expect(loaded).toEqual(['1', '1', '1']);
  });

  it("reads the principal's attributes anew", async () => {
    let department = 'sales';
    const cerbos = fakeClient((request) => {
      const answer = allowAll(request);
      const [result] = answer.results;
      if (result !== undefined && request.principal.attr.department !== 'sales') {
        result.actions = { edit: 'EFFECT_DENY' };
      }
      return answer;
    });
    const { authorizer } = createClerkCerbos({
      cerbos,
      principal: { attr: async () => ({ department }) },
    });
    const { guardTool, isAllowed } = await authorizer(member);
    const resource = { kind: 'document', id: '1', attr: {} };
    const tool = guardTool({ action: 'edit', resource }, () => 'ran');
    expect(await isAllowed({ action: 'edit', resource })).toBe(true);
    expect(await tool({})).toBe('ran');
    department = 'left the company';
    expect(await tool({})).toMatchObject({ cerbos_error: { code: 'denied' } });
  });

  it('gives no answer that the authorizer knew before, also within the tool', async () => {
    const { authorizer, give } = await editor(member);
    const question = { action: 'edit', resource: { kind: 'document', id: '2' } } as const;
    expect(await authorizer.isAllowed(question)).toBe(false);
    give('2', 'user_1');
    // Outside of a tool, an authorizer remembers.
    expect(await authorizer.isAllowed(question)).toBe(false);
    const tool = authorizer.guardTool(edit, async (_, grant) => [
      await authorizer.isAllowed(question),
      await grant.authorizer.isAllowed(question),
    ]);
    expect(await tool({ id: '1' })).toEqual([true, true]);
  });

  it('is refused when the session token has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const exp = Math.floor(Date.now() / 1_000) + 60;
    const { tool, execute } = await editor({ ...member, sessionClaims: { exp } });
    expect(await tool({ id: '1' })).toEqual({ edited: '1' });
    vi.setSystemTime(Date.now() + 70_000);
    expect(await tool({ id: '1' })).toEqual({
      cerbos_error: {
        code: 'token_expired',
        message:
          'The session of the caller has expired, so nothing was done. Do not try the same again. Tell the user.',
        retryable: false,
      },
    });
    expect(execute).toHaveBeenCalledTimes(1);
  });
});

describe('what a guarded tool throws', () => {
  const unavailable = () => new UnavailableError({ code: 'pdp_unreachable', message: 'Away.' });

  it.each<[string, unknown]>([
    ['an error of the app', new TypeError('no database')],
    ['a value that is no error', 'stop'],
    ['the control flow of a framework', Object.assign(new Error('NEXT_REDIRECT'), { digest: 'x' })],
  ])('passes through: %s', async (_, thrown) => {
    const { execute, tool } = await editor(member);
    execute.mockRejectedValueOnce(thrown);
    await expect(tool({ id: '1' })).rejects.toBe(thrown);
  });

  it('passes through if the loader failed, and the tool does not run', async () => {
    const error = new TypeError('no database');
    const { guardTool } = await authorizerOf(member, pdp().httpUrl, {
      document: () => Promise.reject(error),
    });
    const execute = vi.fn();
    await expect(guardTool(edit, execute)({ id: '1' })).rejects.toBe(error);
    expect(execute).not.toHaveBeenCalled();
  });

  it('is a refusal if an authorize in it denies', async () => {
    const { authorizer } = await editor(member);
    const other = { action: 'edit', resource: { kind: 'document', id: '2' } } as const;
    const done: string[] = [];
    const tool = authorizer.guardTool(edit, async (args, grant) => {
      await grant.authorizer.authorize(other);
      done.push(args.id);
    });
    expect(await tool({ id: '1' })).toMatchObject({
      cerbos_error: { code: 'denied', resource: { kind: 'document', id: '2' } },
    });
    expect(done).toEqual([]);
  });

  it('is a refusal if it comes from this package, wherever from', async () => {
    const { execute, tool } = await editor(member);
    execute.mockRejectedValueOnce(
      new DeniedError({ code: 'denied', actions: ['pay'], cerbosCallId: 'call_2' }),
    );
    expect(await tool({ id: '1' })).toMatchObject({
      cerbos_error: { code: 'denied', action: 'pay', cerbosCallId: 'call_2' },
    });
  });

  it('does not say "try again" of a tool that has run in part', async () => {
    const { execute, tool } = await editor(member);
    execute.mockRejectedValueOnce(unavailable());
    expect(await tool({ id: '1' })).toEqual({
      cerbos_error: {
        code: 'pdp_unreachable',
        message:
          'Whether this is allowed could not be checked, so the tool stopped before its end. Do not try the same again. Tell the user.',
        retryable: false,
      },
    });
  });

  it('is a refusal if an authorize of the grant is not awaited', async () => {
    const { authorizer } = await editor(member);
    const tool = authorizer.guardTool(edit, (_, grant) => {
      void grant.authorizer.authorize({ ...edit, resource: { kind: 'document', id: '3' } });
      return 'done';
    });
    expect(await tool({ id: '1' })).toMatchObject({ cerbos_error: { code: 'not_awaited' } });
  });

  it('is a refusal of that call alone, when others run beside it', async () => {
    const { authorizer } = await editor(member);
    const tool = authorizer.guardTool(edit, async (args: Args & { drop: boolean }, grant) => {
      const asked = grant.authorizer.authorize({
        action: 'view',
        resource: { kind: 'document', id: '1' },
      });
      if (!args.drop) await asked;
      return 'done';
    });
    const results = await Promise.all(
      [true, false, true, false].map((drop) => tool({ id: '1', drop })),
    );
    const refused = { cerbos_error: expect.objectContaining({ code: 'not_awaited' }) };
    expect(results).toEqual([refused, 'done', refused, 'done']);
  });

  it('is a refusal for a generator, which no framework would run', async () => {
    const { authorizer } = await editor(member);
    const ran = vi.fn();
    const tool = authorizer.guardTool(edit, async function* () {
      await Promise.resolve(ran());
      yield 1;
    });
    expect(await tool({ id: '1' })).toMatchObject({
      cerbos_error: { code: 'invalid_configuration' },
    });
    expect(ran).not.toHaveBeenCalled();
    expect(logged).toHaveBeenCalledWith(expect.stringContaining('async iterator'));
  });
});

describe('a mistake in guardTool', () => {
  it.each<[string, unknown, unknown, RegExp]>([
    ['no rule', undefined, () => 1, /rule of guardTool must be an object.*Write guardTool\(/],
    ['no action', { resource: edit.resource }, () => 1, /rule of guardTool is wrong/],
    ['no resource', { action: 'edit' }, () => 1, /rule of guardTool must have a resource/],
    [
      'a resource without an id',
      { action: 'edit', resource: { kind: 'a' } },
      () => 1,
      /resource\.id/,
    ],
    ['no time', { ...edit, timeoutMs: 0 }, () => 1, /timeoutMs/],
    ['types of token', { ...edit, acceptsToken: 'session_token' }, () => 1, /acceptsToken/],
    ['an origin', { ...edit, anyOrigin: false }, () => 1, /anyOrigin/],
    [
      'a function for denials',
      { ...edit, onDenied: () => 1 },
      () => 1,
      /onDenied that is a function/,
    ],
    ['another value for denials', { ...edit, onDenied: 'hide' }, () => 1, /onDenied/],
    ['nothing to run', edit, undefined, /second argument of guardTool/],
    ['a tool to run', edit, { execute: () => 1 }, /second argument of guardTool/],
  ])('is found when the tool is made: %s', async (_, rule, execute, message) => {
    const { authorizer } = await editor(member);
    const make = authorizer.guardTool as (rule: unknown, execute: unknown) => unknown;
    expect(() => make(rule, execute)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        message: expect.stringMatching(message),
      }),
    );
  });
});

it.each(['authorizer', 'grant'] as const)(
  'every entry has guardTool and allowedTools: the %s of a request',
  async (of) => {
    const { authorizer, grantFor } = createForWeb({
      ...{ cerbos: new HTTP(pdp().httpUrl), auth: async () => member, ...patient },
      resources: documents().resources,
    });
    const request = new Request('https://app.example.com/chat');
    const { guardTool, allowedTools } =
      of === 'authorizer'
        ? await authorizer(request)
        : (await grantFor(request, { action: 'edit', resource: { kind: 'document', id: '1' } }))
            .authorizer;
    const run = guardTool(edit, ({ id }) => id);
    expect(await run({ id: '1' })).toBe('1');
    expect(await run({ id: '2' })).toMatchObject({ cerbos_error: { code: 'denied' } });
    expect(await allowedTools({ run: {}, admin_run: {} })).toEqual({ run: {} });
  },
);

describe('for any answer of a PDP', () => {
  const effect = fc.constantFrom(
    ...['EFFECT_ALLOW', 'EFFECT_ALLOW', 'EFFECT_ALLOW', 'EFFECT_DENY'],
    ...['EFFECT_NO_MATCH', 'EFFECT_UNSPECIFIED', 'effect_allow', '', true, null, undefined, {}],
  );
  const name = fc.constantFrom('view', 'edit', 'delete', '__proto__', 'constructor', 'toString');

  it('the tool runs if and only if all actions of its rule are allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 1 }),
        fc.array(effect, { minLength: 6, maxLength: 6 }),
        fc.anything(),
        fc.boolean(),
        async (actions, effects, args, isFunction) => {
          const cerbos = fakeClient((request) => {
            const answer = allowAll(request);
            for (const result of answer.results) {
              const entries = request.resources[0]?.actions.map((action, index) => [
                action,
                effects[index],
              ]);
              result.actions = Object.fromEntries(entries ?? []) as typeof result.actions;
            }
            return answer;
          });
          const { authorizer } = createClerkCerbos({ cerbos, ...patient });
          const { guardTool } = await authorizer(member);
          const execute = vi.fn(() => 'ran');
          const resource = { kind: 'document', id: '1', attr: {} };
          const tool = guardTool(
            { actions, resource: isFunction ? () => resource : resource },
            execute,
          );
          const result = await tool(args);
          const isAllowed = actions.every((_, index) => effects[index] === 'EFFECT_ALLOW');
          expect(execute).toHaveBeenCalledTimes(isAllowed ? 1 : 0);
          if (isAllowed) expect(result).toBe('ran');
          else expect(result).toHaveProperty('cerbos_error.retryable');
          // It asked once, for exactly these actions.
          expect(
            cerbos.requests.map(({ resources }) => resources.map((one) => one.actions)),
          ).toEqual([[actions]]);
        },
      ),
    );
  });

  it('the tool runs if and only if the real PDP allows, whatever the resource', async () => {
    const id = fc.constantFrom('user_1', 'user_2', '');
    const org = fc.constantFrom('org_acme', 'org_globex', '');
    const actions = fc.uniqueArray(fc.constantFrom('view', 'edit', 'read', 'delete', 'fly'), {
      minLength: 1,
    });
    const cerbos = new HTTP(pdp().httpUrl);
    const { authorizer } = createClerkCerbos({ cerbos, ...patient });
    const { guardTool, principal } = await authorizer(member);
    await fc.assert(
      fc.asyncProperty(id, org, fc.boolean(), actions, async (ownerId, orgId, isPublic, asked) => {
        const attr = { ownerId, orgId, public: isPublic };
        const tool = guardTool(
          {
            actions: asked,
            resource: (args: { id: string }) => ({ kind: 'document', ...args, attr }),
          },
          () => 'ran',
        );
        const result = await tool({ id: '1' });
        // Cerbos' own SDK, without anything of this package but the principal.
        const { id: principalId, roles, attr: principalAttr } = principal;
        const { results } = await cerbos.checkResources({
          principal: { id: principalId, roles: [...roles], attr: { ...principalAttr } as never },
          resources: [{ resource: { kind: 'document', id: '1', attr }, actions: asked }],
        });
        expect(result === 'ran').toBe(results[0]?.allAllowed());
      }),
      { numRuns: 60 },
    );
  });
});
