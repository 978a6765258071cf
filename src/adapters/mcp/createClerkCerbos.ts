import type { Loaders } from '../../ask/types/Loader';
import type { RegisteredPolicies } from '../../ask/types/Policies';
import { invalidConfiguration } from '../../base/errors';
import { isDenied } from '../../base/isClerkCerbosError';
import { getProperty, isObject } from '../../base/value';
import type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
import { createRequestBridge, readAuthOnce } from '../../bridge/createRequestBridge';
import type { Framework } from '../../bridge/Framework';
import { grantOrDenial } from '../../bridge/guard/grantOrDenial';
import { type GuardRule, readRoute } from '../../bridge/guard/readRule';
import { readPending } from '../../bridge/readPending';
import type { ItemRule } from './createAsk';
import { guardServer } from './guardServer';
import { hideAppError } from './hideAppError';
import type { McpClerkCerbos } from './McpClerkCerbos';
import { headOf, isOverHttp, type McpContext, messageKey, signalOf } from './McpContext';
import { createMessages, type Messages } from './Message';
import { carriedAuth, orSignedOut, toAuthInfo } from './toAuthInfo';

const HANDLER = 'withCerbos(rule, async (args, grant) => ({ content: [] }))';

/**
 * Connects Clerk and Cerbos in an MCP server, on `@modelcontextprotocol/sdk` 1.26 or newer, or on
 * `@modelcontextprotocol/server` 2. Each verb takes the SDK's context first: `extra` in 1.x, `ctx` in
 * 2.x.
 *
 * A refused tool call is a result with `isError`, a text for the model, and the code in `_meta`. What
 * a caller may not see is answered as what does not exist. Without an answer of the PDP, nothing
 * runs, and a list is an error.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @throws ConfigurationError for options that can't work.
 * @example
 * ```ts
 * import { GRPC } from '@cerbos/grpc';
 * import { McpServer } from '@modelcontextprotocol/server';
 * import { createClerkCerbos } from 'clerk-cerbos/mcp';
 * import { z } from 'zod';
 *
 * const invoices = new Map([['7', { orgId: 'org_acme', total: 900 }]]);
 *
 * const { guard, withCerbos } = createClerkCerbos({
 *   cerbos: new GRPC('127.0.0.1:3593', { tls: false }),
 *   resources: {
 *     invoice: async (id: string) => {
 *       const value = invoices.get(id);
 *       return value === undefined ? null : { attr: { orgId: value.orgId }, value };
 *     },
 *   },
 * });
 *
 * export function createServer(): McpServer {
 *   const server = guard(new McpServer({ name: 'billing', version: '1.0.0' }));
 *   server.registerTool(
 *     'read_invoice',
 *     { inputSchema: z.object({ id: z.string() }), annotations: { readOnlyHint: true } },
 *     withCerbos(
 *       { action: 'view', resource: ({ id }) => ({ kind: 'invoice', id }) },
 *       async (args, grant) => ({
 *         content: [{ type: 'text', text: `Total: ${grant.resource.value.total}` }],
 *       }),
 *     ),
 *   );
 *   return server;
 * }
 * ```
 * @see https://modelcontextprotocol.io/specification
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): McpClerkCerbos<Policies, L> {
  readPending(
    options,
    "In this entry, the app asks Clerk: pass the option to Clerk's SDK, as in getAuth(req, { treatPendingAsSignedOut: false }).",
  );
  const messages = createMessages();
  const bridge = createRequestBridge<Policies, L, McpContext>(options, mcpFramework(messages));
  const loaders = getProperty(options, 'resources');
  const rules = new WeakMap<CallableFunction, ItemRule>();
  const guardContext = {
    ...{ bridge, messages },
    hasLoader: (kind: string) => isObject(loaders) && Object.hasOwn(loaders, kind),
    ruleOf: (callback: CallableFunction | undefined) => callback && rules.get(callback),
  };

  const withCerbos = (rule: GuardRule, handler: CallableFunction) => {
    const checked = { ...readRoute(rule, handler, HANDLER), listedIf: readListed(rule) };
    const wrapped = async (args: unknown, context: McpContext): Promise<unknown> => {
      const message = isObject(context) ? messages.of(context) : undefined;
      if (message === undefined) {
        throw invalidConfiguration(
          'A callback of withCerbos was called without the guard of the same createClerkCerbos. Write guard(server) where the server is made, and give the tool an inputSchema.',
        );
      }
      const asked = message.grant;
      message.grant = undefined;
      // A callback of the app may be around it. Then the guard did not see the rule, or asked about
      // other arguments.
      const granted =
        asked?.of === wrapped && asked.args === args
          ? asked.grant
          : await bridge
              .ask(context, checked, [], (client, authorizerOf, ...limits) =>
                grantOrDenial(client, authorizerOf, checked, [args, context], ...limits),
              )
              .catch(hideAppError(context));
      if (granted === undefined) throw new TypeError('A rule that allows has a grant.');
      if (isDenied(granted)) throw granted;
      const result: unknown = await Reflect.apply(handler, undefined, [
        args,
        { ...granted, context },
      ]);
      return result;
    };
    rules.set(wrapped, checked);
    return wrapped;
  };

  return {
    ...bridge.verbs,
    guard(server, given = {}) {
      guardServer(guardContext, server, given);
      return server;
    },
    // Its type connects the rule, the arguments and the grant.
    withCerbos: withCerbos as unknown as McpClerkCerbos<Policies, L>['withCerbos'],
    toAuthInfo,
  };
}

/** @throws ConfigurationError `invalid_configuration` for anything but `{ kind }`. */
function readListed(rule: object): ItemRule['listedIf'] {
  const list = getProperty(rule, 'list');
  if (list === undefined) return undefined;
  const kind = getProperty(list, 'kind');
  if (typeof kind === 'string' && kind !== '') return { kind };
  throw invalidConfiguration(
    "The rule of withCerbos has a list without a kind. Write list: { kind: 'document' }, or leave it out.",
  );
}

/** MCP: the context identifies a message. */
function mcpFramework(messages: Messages): Framework<McpContext> {
  const found = readAuthOnce<McpContext>(
    async (context) => orSignedOut(await messages.of(context)?.auth?.()),
    messageKey,
  );
  return {
    requestName: 'context',
    requestKey: messageKey,
    watchKey: messageKey,
    head: headOf,
    signal: signalOf,
    async auth(context, options) {
      // Not remembered: an app may use a context again, with another caller in it.
      const carried = carriedAuth(context);
      if (carried !== undefined || isOverHttp(context)) return orSignedOut(carried);
      return found(context, options);
    },
  };
}
