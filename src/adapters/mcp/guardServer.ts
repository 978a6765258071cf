import { invalidConfiguration } from '../../base/errors';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import { getProperty, isObject, withoutPrototype } from '../../base/value';
import type { RequestBridge } from '../../bridge/createRequestBridge';
import { challengeScopes } from './challengeScopes';
import { createAsk, type ItemRule } from './createAsk';
import { guardHandler, keepRefusal } from './guardHandlers';
import type { GuardParts } from './GuardParts';
import { createRegistrations, type RegisteredCall } from './guardRegistrations';
import type { McpContext } from './McpContext';
import { withArguments } from './McpItem';
import {
  type McpHandler,
  type McpServerParts,
  readServer,
  type RegistryName,
} from './McpServerParts';
import type { FindAuth, Messages } from './Message';
import type { ItemToResource } from './toQuestion';

/** The options of `guard`. */
export interface GuardOptions {
  /**
   * Says who is calling where the transport does not: over stdio, or in memory. Called for each
   * message. A message that came over HTTP is never answered for this caller. Without it, such a
   * caller is anonymous.
   *
   * @see https://modelcontextprotocol.io/specification/draft/basic/authorization
   */
  readonly auth?: FindAuth;
  /**
   * Asks about another resource than the default: a tool is `{ kind: 'mcp_tool', id: name, attr }`, a
   * prompt `mcp_prompt`, a resource `mcp_resource`. The actions stay: `list`, and `call`, `get` or
   * `read`.
   */
  readonly resource?: ItemToResource;
  /**
   * Where clients find the server's OAuth metadata. It is named when a policy demands scopes, or a
   * caller must sign in.
   *
   * @see https://www.rfc-editor.org/rfc/rfc9728
   */
  readonly resourceMetadataUrl?: string;
}

/** What the guards of all servers of one app share. */
export interface GuardContext {
  readonly bridge: Pick<RequestBridge<object, unknown, McpContext>, 'ask' | 'watch'>;
  readonly messages: Messages;
  readonly hasLoader: (kind: string) => boolean;
  readonly ruleOf: (callback: CallableFunction | undefined) => ItemRule | undefined;
}

const guarded = new WeakSet<object>();

/**
 * Puts the guard around every handler of a server, whether it is there already or is set later.
 *
 * @throws ConfigurationError `invalid_configuration` for what is no server, for a server that is
 * guarded already or has tasks, and for wrong options.
 */
export function guardServer(
  { bridge, messages, hasLoader, ruleOf }: GuardContext,
  given: object,
  options: GuardOptions,
): void {
  const { auth, resource, resourceMetadataUrl } = readGuardOptions(options);
  const server = readServer(given);
  if (guarded.has(server.server)) {
    throw invalidConfiguration('This server is guarded already. Call guard once for each server.');
  }
  refuseTasks(server.handlers);
  guarded.add(server.server);
  const ask = createAsk(bridge, hasLoader, resource);
  const run = (call: RegisteredCall) => runCallback(parts, call);
  const parts: GuardParts = {
    ...{ server: server.name, ask, messages, ruleOf, auth, metadataUrl: resourceMetadataUrl },
    registrations: createRegistrations(server, run),
    watch: (context, handle) => bridge.watch(context, handle),
    ...replaceHandlers(server, (method, inner) => guardHandler(parts, method, inner)),
  };
  challengeScopes(parts, given);
  hideSubscriptions(server.server);
}

function readGuardOptions(options: GuardOptions): GuardOptions {
  if (!isObject(options)) throw invalidConfiguration('The options of guard must be an object.');
  const read = withoutPrototype({ ...options });
  for (const name of ['auth', 'resource'] as const) {
    if (read[name] === undefined || typeof read[name] === 'function') continue;
    throw invalidConfiguration(`The option ${name} of guard must be a function.`);
  }
  const { resourceMetadataUrl: url } = read;
  // Quotes would end the parameter of the header that carries it.
  if (url !== undefined && (typeof url !== 'string' || !URL.canParse(url) || /["\\\s]/.test(url))) {
    throw invalidConfiguration(
      "resourceMetadataUrl must be a URL, as in 'https://app.example.com/.well-known/oauth-protected-resource/mcp'.",
    );
  }
  return read;
}

/** Their results are kept by session, and without sessions every caller can read them. */
function refuseTasks(handlers: ReadonlyMap<string, unknown>): void {
  if (![...handlers.keys()].some((method) => method.startsWith('tasks/'))) return;
  throw invalidConfiguration(
    'The server has a taskStore, whose tasks are not bound to a caller: each could read the results of others. Leave taskStore out.',
  );
}

/** Asks about a registered callback, and runs it if the caller may use it. */
async function runCallback(
  { messages, ask, ruleOf, server }: GuardParts,
  { itemOf, args, context, callback, isWithoutSchema, run }: RegisteredCall,
): Promise<unknown> {
  const message = messages.of(context);
  if (message === undefined) {
    throw invalidConfiguration(
      'A callback of a guarded server was called outside of a message. Call it through the server.',
    );
  }
  message.isAsked = true;
  const given = ruleOf(callback);
  const rule = isWithoutSchema ? undefined : given;
  let hasStarted = false;
  try {
    const asked = withArguments(itemOf(message.called), server, args);
    // The SDK may call it again in one message, minutes later, when the user has answered.
    const outcome = await ask.toUse(context, asked, { rule, args, isRepeated: message.runs > 0 });
    message.runs += 1;
    keepRefusal(message, outcome);
    if (outcome.type !== 'granted') throw new Error('The call was refused.');
    // Only those who may call it learn of the mistake.
    if (given !== undefined && isWithoutSchema) throw withoutSchema(asked.id);
    if (rule !== undefined && callback !== undefined) {
      message.grant = { of: callback, args, grant: outcome.grant };
    }
    hasStarted = true;
    return await run();
  } catch (error) {
    if (isClerkCerbosError(error)) message.refusal ??= { error, hasStarted };
    throw error;
  }
}

function withoutSchema(name: string) {
  return invalidConfiguration(
    `The rule of ${JSON.stringify(name)} gets no arguments, because it was registered without a schema. Write inputSchema: z.object({}) for a tool, or argsSchema for a prompt.`,
  );
}

const FLAGS: Readonly<Record<string, RegistryName>> = {
  'tools/call': 'tools',
  'tools/list': 'tools',
  'prompts/get': 'prompts',
  'prompts/list': 'prompts',
  'resources/read': 'resources',
  'resources/list': 'resources',
  'resources/templates/list': 'templates',
};

/**
 * Guards each handler where the server looks it up, so that it does not matter how it was set. What
 * the SDK itself set is known by its flag, which is false only until then.
 */
function replaceHandlers(
  { server, handlers, hasOwnHandlers }: McpServerParts,
  guard: (method: string, inner: McpHandler) => McpHandler,
): Pick<GuardParts, 'isOfSdk' | 'isOfApp' | 'unguarded'> {
  const get = handlers.get.bind(handlers);
  const set = handlers.set.bind(handlers);
  const ofSdk = new Map<string, McpHandler>();
  const ofApp = new Set<string>();
  const flagOf = (method: string) => (Object.hasOwn(FLAGS, method) ? FLAGS[method] : undefined);
  const guardIf = (method: string, inner: McpHandler | undefined) =>
    inner === undefined ? undefined : guard(method, inner);
  const replace = (object: object, name: string, value: unknown) => {
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
  };
  replace(handlers, 'get', (method: string) => guardIf(method, get(method)));
  replace(handlers, 'set', (method: string, handler: McpHandler) => {
    const flag = flagOf(method);
    if (flag !== undefined && !hasOwnHandlers(flag)) ofSdk.set(method, handler);
    else ofApp.add(method);
    return set(method, handler);
  });
  // It gets the methods that have no handler.
  let fallback = getProperty(server, 'fallbackRequestHandler');
  Object.defineProperty(server, 'fallbackRequestHandler', {
    configurable: true,
    get: () => {
      if (typeof fallback !== 'function') return undefined;
      const inner = fallback;
      return (request: object, context: object) =>
        guard(String(getProperty(request, 'method')), (...call) =>
          Reflect.apply(inner, server, call),
        )(request, context);
    },
    set: (handler: unknown) => {
      fallback = handler;
    },
  });
  return {
    isOfSdk(method) {
      const flag = flagOf(method);
      const handler = get(method);
      // An app can remove it: then its fallback gets the method, which asks nothing.
      const isThere = handler !== undefined && handler === ofSdk.get(method);
      return isThere && flag !== undefined && hasOwnHandlers(flag);
    },
    isOfApp: (method) => ofApp.has(method),
    unguarded: get,
  };
}

/**
 * In 2.x, subscriptions to resources of the protocol of 2026-07-28 are answered in front of the
 * server. No handler could ask whether the caller may read the resource, so they are not offered.
 */
function hideSubscriptions(server: object): void {
  const capabilities = getProperty(server, 'getCapabilities');
  if (typeof capabilities !== 'function' || getProperty(server, 'setRequestHandler') === undefined)
    return;
  Object.defineProperty(server, 'getCapabilities', {
    configurable: true,
    writable: true,
    value: (): unknown => {
      const found: unknown = Reflect.apply(capabilities, server, []);
      const resources = getProperty(found, 'resources');
      // What answers in front of the server reads them before the server has a transport.
      const isConnected = getProperty(server, 'transport') !== undefined;
      if (isConnected || !isObject(found) || !isObject(resources)) return found;
      return { ...found, resources: { ...resources, subscribe: false } };
    },
  });
}
