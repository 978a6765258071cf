import {
  type AnyPolicies,
  type CerbosClient,
  type ClerkAuth,
  type ClerkCerbos,
  createClerkCerbos,
  isDenied,
} from '../../../src';
import { respond } from '../../../src/answer/respond';
import { runReturningRefusals } from '../../../src/answer/runReturningRefusals';
import { createRequestBridge } from '../../../src/bridge/createRequestBridge';
import { nodeEndpointRequest } from '../../../src/bridge/endpoint/EndpointRequest';
import { readRule } from '../../../src/bridge/guard/readRule';
import { member } from '../../rooms/ask/auths';

/** Asks something, and says whether it was allowed. What is thrown is no answer. */
export type Scenario = () => Promise<boolean>;

const own = (object: object, name: string): unknown =>
  Object.getOwnPropertyDescriptor(object, name)?.value;

/**
 * A PDP that believes only what it was really sent. Everybody may do everything with what is
 * theirs, outside of the scope `locked`; a kind that begins with `no-` is answered without a part.
 */
function owners(): CerbosClient {
  return {
    checkResources: ({ requestId, principal, resources }) => {
      const results = resources.map(({ resource, actions }) => {
        const isOwner = own(resource.attr, 'ownerId') === principal.id;
        const isLocked = own(resource, 'scope') === 'locked';
        const effect = isOwner && !isLocked ? 'EFFECT_ALLOW' : 'EFFECT_DENY';
        const result = {
          resource: without(
            {
              kind: resource.kind,
              id: resource.id,
              scope: own(resource, 'scope') ?? '',
              policyVersion: own(resource, 'policyVersion') ?? '',
            },
            resource.kind,
          ),
          actions: Object.fromEntries(actions.map((action) => [action, effect])),
        };
        return without(result, resource.kind);
      });
      return answer(without({ requestId, results }, resources[0]?.resource.kind ?? ''));
    },
    planResources: ({ requestId, resource: { kind } }) =>
      answer(
        without(
          { requestId, kind: kind === 'no-condition' ? 'KIND_CONDITIONAL' : 'KIND_ALWAYS_DENIED' },
          kind,
        ),
      ),
  };
}

/** What comes over a network has no type. */
const answer = (body: object) => Promise.resolve(body as never);

function without(whole: object, kind: string): object {
  const part = kind.startsWith('no-') ? kind.slice('no-'.length) : '';
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== part));
}

const theirs = { attr: { ownerId: 'user_2' } };
const mine = { attr: { ownerId: 'user_1' } };
const machine: ClerkAuth = {
  tokenType: 'api_key',
  isAuthenticated: true,
  id: 'ak_1',
  scopes: [],
  claims: {},
  userId: 'user_1',
  orgId: null,
};

interface Req {
  readonly name: string;
}

/** Makes everything anew, as an app that starts. */
export function createScenarios(): Readonly<Record<string, Scenario>> {
  const cerbos = owners();
  const options = {
    cerbos,
    breaker: false,
    resources: {
      mine: () => mine,
      theirs: () => theirs,
      'no-attr': () => ({}),
      nothing: () => null,
      locked: () => ({ ...mine, scope: 'locked' }),
      many: { loadMany: (ids: readonly string[]) => new Map(ids.map((id) => [id, theirs])) },
      'no-map': { loadMany: () => ({}) },
    },
  };
  const bare = createClerkCerbos({ cerbos, breaker: false });
  const verbs = createClerkCerbos(options as never);
  const bridge = createRequestBridge<AnyPolicies, object, Req>(options, {
    auth: (_, { acceptsToken }) => Promise.resolve(acceptsToken === undefined ? member : machine),
    head: () => undefined,
  });

  /** Asks what no type would let pass. */
  const isAllowed =
    (client: ClerkCerbos, ...question: readonly unknown[]): Scenario =>
    async () => {
      // Questions that pass the same object share a call, and one can make it fail for all.
      const auth = { ...member };
      const result: unknown = await Reflect.apply(client.isAllowed, undefined, [auth, ...question]);
      return result === true;
    };
  const view = <R extends object>(resource: R) => ({ resource, action: 'view' });

  const guard =
    (rule: object): Scenario =>
    async () => {
      let ran = false;
      const call = bridge.guard({ name: 'guard' }, readRule(rule), []);
      await respond(call, async () => {
        const grant = await call.grant();
        ran = grant.resource.kind !== '';
        return new Response();
      });
      return ran;
    };
  const act =
    (rule: object): Scenario =>
    async () => {
      const call = bridge.guard({ name: 'act' }, readRule(rule), []);
      const result = await runReturningRefusals(call, async () => {
        await call.grant();
        return 'done';
      });
      // A refusal says so, and nothing else does.
      return (
        typeof result !== 'object' || result === null || !Object.hasOwn(result, 'cerbos_error')
      );
    };

  const use =
    (rule: object): Scenario =>
    async () => {
      const { guardTool } = await verbs.authorizer({ ...member });
      return (await guardTool(rule as never, () => 'done')({})) === 'done';
    };

  const ask =
    (checks: readonly object[], headers: Readonly<Record<string, string>> = {}): Scenario =>
    async () => {
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json', host: 'app.example.com', ...headers },
        body: { checks },
      };
      const { body } = await bridge.answerChecks({ name: 'ask' }, nodeEndpointRequest(request));
      const decisions = own(body, 'decisions');
      return (
        Array.isArray(decisions) && decisions.some((one) => own(one as object, 'view') === true)
      );
    };

  const plan =
    (kind: string): Scenario =>
    async () => {
      const made = await verbs.planResources(member, { resource: { kind }, action: 'view' });
      return made.match({ allowed: () => true, denied: () => false, conditional: () => true });
    };

  const broken = ['results', 'actions', 'resource', 'kind', 'id', 'requestId'];
  return {
    'mine, by its attributes': isAllowed(bare, view({ kind: 'any', id: '1', ...mine })),
    'mine, by its loader': isAllowed(verbs, view({ kind: 'mine', id: '1' })),
    'theirs, by its attributes': isAllowed(bare, view({ kind: 'any', id: '1', ...theirs })),
    'theirs, by its loader': isAllowed(verbs, view({ kind: 'theirs', id: '1' })),
    'theirs, by a loader of many': isAllowed(verbs, view({ kind: 'many', id: '1' })),
    'no attributes at all': isAllowed(bare, view({ kind: 'any', id: '1', attr: {} })),
    'without a loader': isAllowed(bare, view({ kind: 'any', id: '1' })),
    'a loader that finds nothing': isAllowed(verbs, view({ kind: 'nothing', id: '1' })),
    'a loader that returns no attr': isAllowed(verbs, view({ kind: 'no-attr', id: '1' })),
    'a loader that returns no Map': isAllowed(verbs, view({ kind: 'no-map', id: '1' })),
    'a scope that a loader says': isAllowed(verbs, view({ kind: 'locked', id: '1' })),
    'a scope': isAllowed(bare, view({ kind: 'any', id: '1', ...mine, scope: 'locked' })),
    'no question': isAllowed(bare),
    'an empty question': isAllowed(bare, {}),
    'no action': isAllowed(bare, { resource: { kind: 'any', id: '1', ...mine } }),
    'no resource': isAllowed(bare, { action: 'view' }),
    'no kind': isAllowed(bare, view({ id: '1', ...mine })),
    'no id': isAllowed(bare, view({ kind: 'any', ...mine })),
    ...Object.fromEntries(
      broken.map((part) => [
        `a PDP that answers without ${part}`,
        isAllowed(bare, view({ kind: `no-${part}`, id: '1', ...mine })),
      ]),
    ),
    'authorize theirs': async () => {
      try {
        return (await verbs.authorize(member, view({ kind: 'theirs', id: '1' }))).allAllowed();
      } catch (error) {
        if (isDenied(error)) return false;
        throw error;
      }
    },
    'a decision of theirs': async () => {
      const question = { resource: { kind: 'theirs', id: '1' }, actions: ['view'] };
      const decision = await verbs.checkResource(member, question);
      return decision.isAllowed('view') || decision.allowedActions().length > 0;
    },
    'a snapshot of theirs': async () => {
      const checks = [{ resource: { kind: 'theirs', id: '1' }, actions: ['view'] }];
      const { decisions } = await verbs.snapshot(member, checks);
      return decisions[0]?.actions.view === true;
    },
    'a plan': plan('any'),
    'a plan without a kind': plan('no-kind'),
    'a plan without a condition': plan('no-condition'),
    'a rule of mine': guard({ ...view({ kind: 'mine', id: '1' }) }),
    'a rule of theirs': guard(view({ kind: 'theirs', id: '1' })),
    'a rule without a loader': guard(view({ kind: 'any', id: '1' })),
    'a rule that finds nothing': guard({ action: 'view', resource: () => null }),
    'a rule that finds something odd': guard({ action: 'view', resource: () => ({ id: '1' }) }),
    'a rule without an action': guard({ resource: { kind: 'mine', id: '1' } }),
    'a rule without a resource': guard({ action: 'view' }),
    // For sessions, as all rules are that say nothing else.
    'a rule of what a machine owns': guard(
      view({ kind: 'any', id: '1', attr: { ownerId: 'api_key:ak_1' } }),
    ),
    'an action of theirs': act(view({ kind: 'theirs', id: '1' })),
    'an action of nothing': act({ action: 'view', resource: () => null }),
    'a tool of mine': use(view({ kind: 'mine', id: '1' })),
    'a tool of theirs': use({ action: 'view', resource: () => ({ kind: 'theirs', id: '1' }) }),
    'a list of a tool without a name': async () =>
      (await (await verbs.authorizer({ ...member })).allowedTools([{}])).length > 0,
    'the browser, of mine': ask([{ kind: 'mine', id: '1', actions: ['view'] }]),
    'the browser, of theirs': ask([{ kind: 'theirs', id: '1', actions: ['view'] }]),
    'the browser, of what only the server says': ask([
      { kind: 'any', id: '1', actions: ['view'], ...mine },
    ]),
    'the browser, of no kind': ask([{ id: '1', actions: ['view'] }]),
    'the browser, of another site': ask([{ kind: 'mine', id: '1', actions: ['view'] }], {
      origin: 'https://evil.example',
    }),
  };
}
