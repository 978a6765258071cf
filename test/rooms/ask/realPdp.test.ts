import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type CerbosClient,
  type ClerkCerbos,
  type ClerkAuth,
  createClerkCerbos,
  DeniedError,
  isDenied,
  isUnavailable,
} from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { impersonated, member, signedOut, stale } from './auths';

const pdp = usePdp();
const mine = {
  kind: 'document',
  id: '1',
  attr: { ownerId: 'user_1', orgId: 'org_acme', public: false },
};
const theirs = {
  kind: 'document',
  id: '2',
  attr: { ownerId: 'user_2', orgId: 'org_globex', public: false },
};
const shared = { kind: 'document', id: '3', attr: { ownerId: 'user_2', orgId: '', public: true } };
const nowhere = { kind: 'document', id: '4', attr: { ownerId: '', orgId: '', public: false } };

const transports: [string, () => CerbosClient & { close?: () => void }][] = [
  ['@cerbos/http', () => new HTTP(pdp().httpUrl)],
  ['@cerbos/grpc', () => new GRPC(pdp().grpcTarget, { tls: false })],
];

describe.each(transports)('through %s', (_, connect) => {
  let client: ReturnType<typeof connect>;
  let cerbos: ClerkCerbos;
  beforeAll(() => {
    client = connect();
    cerbos = createClerkCerbos({ cerbos: client, ...patient });
  });
  afterAll(() => {
    client.close?.();
  });

  it.each<[string, ClerkAuth, typeof mine, string[]]>([
    ['a member', member, mine, ['view', 'edit', 'delete']],
    ['a member at another organization', member, theirs, []],
    ['a member at what is public', member, shared, ['read']],
    [
      'a person without an organization at what has none',
      { ...member, orgId: null, userId: 'user_3' },
      nowhere,
      [],
    ],
    [
      'an admin of the same organization',
      { ...member, userId: 'user_3', orgRole: 'org:admin' },
      mine,
      ['view', 'edit'],
    ],
    ['an impersonated owner', impersonated, mine, ['view']],
    ['nobody', signedOut, mine, []],
    ['nobody at what is public', signedOut, shared, ['read']],
  ])('%s may do just what the policy says', async (_who, auth, resource, allowed) => {
    const decision = await cerbos.checkResource(auth, {
      resource,
      actions: ['read', 'view', 'edit', 'delete', 'unheard-of'],
    });
    expect(decision.allowedActions()).toEqual(allowed);
    expect(decision.allAllowed()).toBe(false);
    expect(decision.cerbosCallId).not.toBe('');
    expect(decision.resource).toMatchObject({ kind: 'document', id: resource.id });
  });

  it('decisions come in the order asked, also of the same resource twice', async () => {
    const decisions = await cerbos.checkResources(member, {
      resources: [theirs, mine, { ...mine, attr: theirs.attr }, mine].map((resource) => ({
        resource,
        actions: ['edit'],
      })),
    });
    expect(decisions.map((decision) => decision.isAllowed('edit'))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('more actions than a PDP takes at once are one decision all the same', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `unheard-of-${index}`);
    const decision = await cerbos.checkResource(stale, {
      resource: mine,
      actions: ['view', ...many, 'edit', 'delete'],
      includeMetadata: true,
    });
    expect(decision.allowedActions()).toEqual(['view', 'edit']);
    expect(Object.keys(decision.actions)).toHaveLength(63);
    expect(Object.keys(decision.metadata?.actions ?? {})).toHaveLength(63);
    expect(decision.outputs.map(({ action }) => action)).toEqual(['delete']);
    expect(decision.metadata?.effectiveDerivedRoles).toContain('owner');
  });

  it('a decision says why, as the PDP reports it, where it is asked to', async () => {
    const ask = { resource: mine, actions: ['edit'] };
    const { metadata } = await cerbos.checkResource(member, { ...ask, includeMetadata: true });
    expect(metadata?.actions.edit?.matchedPolicy).toBe('resource.document.vdefault');
    expect([...(metadata?.effectiveDerivedRoles ?? [])].sort()).toEqual([
      'owner',
      'same_organization',
    ]);
    expect((await cerbos.checkResource(member, ask)).metadata).toBeUndefined();
  });

  it('the PDP sees the principal, and nothing else, as who is asking', async () => {
    const authorizer = await cerbos.authorizer(member);
    const { outputs } = await authorizer.checkResource({
      resource: { kind: 'mirror', id: '1', attr: {} },
      actions: ['look'],
    });
    const { id, roles, attr } = authorizer.principal;
    expect(outputs[0]?.value).toEqual({ id, roles, principal: attr, resource: {} });
  });

  it('authorize passes, or throws what was denied', async () => {
    expect((await cerbos.authorize(member, { resource: mine, action: 'edit' })).allAllowed()).toBe(
      true,
    );
    const refused: unknown = await cerbos
      .authorize(member, { resource: theirs, actions: ['view', 'edit'] })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DeniedError);
    expect(refused).toMatchObject({
      name: 'DeniedError',
      code: 'denied',
      actions: ['view', 'edit'],
      resource: { kind: 'document', id: '2' },
    });
    expect(isDenied(refused) && refused.cerbosCallId).toMatch(/./);
  });

  it('a plan for whoever may see some has a condition, and its "none" can not be taken for "all"', async () => {
    const cases = {
      allowed: () => 'all',
      denied: () => 'none',
      conditional: (condition: object) => Object.keys(condition).sort().join(),
    };
    const some = await cerbos.planResources(member, {
      resource: { kind: 'document' },
      action: 'view',
    });
    expect([some.kind, some.match(cases)]).toEqual(['KIND_CONDITIONAL', 'operands,operator']);
    const none = await cerbos.planResources(member, {
      resource: { kind: 'document' },
      action: 'unheard-of',
    });
    expect([none.kind, none.match(cases)]).toEqual(['KIND_ALWAYS_DENIED', 'none']);
    const all = await cerbos.planResources(member, {
      resource: { kind: 'mirror' },
      actions: ['look'],
    });
    expect([all.kind, all.match(cases)]).toEqual(['KIND_ALWAYS_ALLOWED', 'all']);
    const both = await cerbos.planResources(member, {
      resource: { kind: 'document' },
      actions: ['view', 'unheard-of'],
    });
    expect(both.kind).toBe('KIND_ALWAYS_DENIED');
    // Without types, too, nothing can be made of what is not there: no filter would find everything.
    expect('condition' in none).toBe(false);
    expect((): unknown => Reflect.get(none, 'condition') ?? {}).toThrow('has no condition');
    expect({ ...none }).not.toHaveProperty('condition');
    expect('condition' in all).toBe(false);
  });

  it("what the PDP refuses is the question's fault, and says why", async () => {
    const resource = { ...mine, scope: 'not a scope' };
    await expect(cerbos.isAllowed(member, { resource, action: 'view' })).rejects.toMatchObject({
      name: 'RejectedError',
      code: 'pdp_rejected',
      message: expect.stringContaining('scope'),
    });
  });
});

// Of the newer version, npm has a binary for one platform only.
const hasNewer = process.platform === 'linux' && process.arch === 'x64';
it.skipIf(process.env.PDP_VERSION !== undefined && !hasNewer)(
  'the PDP is of the version that this run is about',
  async () => {
    const info = await fetch(`${pdp().httpUrl}/api/server_info`);
    const { version } = (await info.json()) as { version: string };
    expect(version).toMatch(new RegExp(`^${process.env.PDP_VERSION ?? '0.51'}\\.`));
  },
);

describe('a step-up', () => {
  const ask = (auth: ClerkAuth, actions: string[], resource = mine) =>
    createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient }).checkResource(auth, {
      resource,
      actions,
    });
  const demand = { level: 'first_factor', afterMinutes: 10 };

  it('is what the policy demands of an owner who verified too long ago', async () => {
    expect(await ask(stale, ['delete'])).toMatchObject({ stepUp: demand });
    expect((await ask(stale, ['delete'])).isAllowed('delete')).toBe(false);
  });

  it('is named as the strictest of what several denied actions ask for', async () => {
    expect((await ask(stale, ['delete', 'export', 'view'])).stepUp).toBe('strict');
  });

  it.each<[string, ClerkAuth, string[], typeof mine]>([
    ['where nothing is denied', member, ['delete'], mine],
    ['where another denied action asks for none', stale, ['delete', 'unheard-of'], mine],
    ['of a stranger to the resource', stale, ['delete'], theirs],
    ['of an impersonated session', impersonated, ['delete'], mine],
    ['of nobody', signedOut, ['delete'], mine],
    ['of a pending session', { ...stale, sessionStatus: 'pending' }, ['delete'], mine],
    // Clerk falls back to the first factor where there is no second: nothing more can be verified.
    ['that the session satisfies already', member, ['export'], mine],
    [
      'of a machine',
      { tokenType: 'api_key', isAuthenticated: true, id: 'ak_1', userId: 'user_1' },
      ['delete'],
      mine,
    ],
  ])('is not demanded %s', async (_, auth, actions, resource) => {
    expect((await ask(auth, actions, resource)).stepUp).toBeUndefined();
  });

  it('makes authorize say so', async () => {
    const { authorize } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    await expect(authorize(stale, { resource: mine, action: 'delete' })).rejects.toMatchObject({
      code: 'step_up_required',
      stepUp: demand,
    });
  });
});

describe('without a PDP', () => {
  it.each<[string, () => CerbosClient]>([
    ['over HTTP', () => new HTTP('http://127.0.0.1:9')],
    ['over gRPC', () => new GRPC('127.0.0.1:9', { tls: false })],
    ['at a name that nobody has', () => new HTTP('http://pdp.invalid')],
  ])('everything is unavailable, and nothing denied: %s', async (_, connect) => {
    const { isAllowed, planResources } = createClerkCerbos({ cerbos: connect(), ...patient });
    for (const ask of [
      () => isAllowed(member, { resource: mine, action: 'view' }),
      () => planResources(member, { resource: { kind: 'document' }, action: 'view' }),
    ]) {
      const error: unknown = await ask().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'UnavailableError', code: 'pdp_unreachable' });
      expect([isUnavailable(error), isDenied(error)]).toEqual([true, false]);
    }
  });

  it('an address that is none is a mistake of the app, and the error says what to write', async () => {
    const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(undefined as never) });
    await expect(isAllowed(member, { resource: mine, action: 'view' })).rejects.toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringContaining("new HTTP('http://127.0.0.1:3592')"),
    });
  });
});

describe('in development', () => {
  it('a kind that no policy knows is named, once', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
    const misspelt = { ...mine, kind: 'documnet' };
    await isAllowed(member, { resource: misspelt, action: 'view' });
    await isAllowed(member, { resource: misspelt, action: 'view' });
    await isAllowed(member, { resource: mine, action: 'view' });
    const said = warn.mock.calls.map(([message]) => String(message));
    vi.unstubAllEnvs();
    warn.mockRestore();
    expect(said).toEqual([expect.stringContaining('"view" on the kind "documnet"')]);
  });
});
