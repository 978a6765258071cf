import { invalidConfiguration } from '../../base/errors';
import { getProperty, isObject } from '../../base/value';

/** A handler of one method, as the SDKs keep it. */
export type McpHandler = (request: object, context: object) => unknown;

/** The parts of a server that the guard works on. Neither SDK is imported, so they are read by name. */
export interface McpServerParts {
  /** The low-level server. It is the server itself, unless that is an `McpServer`. */
  readonly server: object;
  /** The handlers of the low-level server, by method. */
  readonly handlers: Map<string, McpHandler>;
  /** The registrations of an `McpServer`; empty for a low-level server. */
  readonly registrations: (name: RegistryName) => Readonly<Record<string, unknown>>;
  /** Calls a function with each registration, now and when one is added. */
  readonly observe: (name: RegistryName, see: (source: object) => void) => void;
  /**
   * Calls a function with the callback of each prompt that is registered or updated from now on. 2.x
   * keeps it where nothing else can read it.
   */
  readonly observePrompts: (see: (source: object, callback: CallableFunction) => void) => void;
  /** Has an `McpServer` set its own handlers for these registrations? */
  readonly hasOwnHandlers: (name: RegistryName) => boolean;
  /** The name of the server, as it tells clients. */
  readonly name: string;
}

const REGISTRIES = {
  tools: { map: '_registeredTools', flag: '_toolHandlersInitialized' },
  prompts: { map: '_registeredPrompts', flag: '_promptHandlersInitialized' },
  resources: { map: '_registeredResources', flag: '_resourceHandlersInitialized' },
  templates: { map: '_registeredResourceTemplates', flag: '_resourceHandlersInitialized' },
} as const;

export type RegistryName = keyof typeof REGISTRIES;

/**
 * Finds the parts of an `McpServer` or a low-level `Server` of either SDK. What public methods set ends
 * up in private members; only there, what was registered before is found, too. Their names have been
 * the same since 1.10 and in all of 2.x; the test of versions compares them.
 *
 * @throws ConfigurationError `invalid_configuration` for anything else, and for a version of the SDK
 * with other names: its calls would run without a question.
 */
export function readServer(given: unknown): McpServerParts {
  const isHighLevel = typeof getProperty(given, 'registerTool') === 'function';
  const server = isHighLevel ? getProperty(given, 'server') : given;
  if (!isObject(server) || typeof getProperty(server, 'setRequestHandler') !== 'function') {
    throw invalidConfiguration(
      'guard must get a server of MCP. Write guard(new McpServer({ name, version })), with McpServer of @modelcontextprotocol/server 2 or @modelcontextprotocol/sdk 1.26.',
    );
  }
  const handlers = getProperty(server, '_requestHandlers');
  const registry = (name: RegistryName) => getProperty(given, REGISTRIES[name].map);
  const names: readonly RegistryName[] = ['tools', 'prompts', 'resources', 'templates'];
  const isKnown =
    handlers instanceof Map && (!isHighLevel || names.every((name) => isObject(registry(name))));
  if (!isKnown) throw unknownVersion();
  return {
    server,
    // The SDKs declare it so.
    handlers: handlers as Map<string, McpHandler>,
    registrations(name) {
      if (!isHighLevel) return {};
      const found = registry(name);
      if (!isObject(found)) throw unknownVersion();
      return found as Readonly<Record<string, unknown>>; // any object can be read like this
    },
    observe(name, see) {
      const known = registry(name);
      if (!isHighLevel || !isObject(known)) return;
      for (const source of Object.values(known)) if (isObject(source)) see(source);
      const observed = new Proxy(known, {
        set(target, key, source) {
          if (isObject(source)) see(source);
          return Reflect.set(target, key, source);
        },
      });
      if (isObject(given)) Reflect.set(given, REGISTRIES[name].map, observed);
    },
    observePrompts(see) {
      const register = getProperty(given, 'registerPrompt');
      if (typeof register !== 'function' || !isObject(given)) return;
      const seeIn = (source: object, callback: unknown) => {
        if (typeof callback === 'function') see(source, callback);
      };
      Reflect.set(given, 'registerPrompt', (...call: readonly unknown[]): unknown => {
        const source: unknown = Reflect.apply(register, given, call);
        if (!isObject(source)) return source;
        seeIn(source, call.at(-1));
        const update = getProperty(source, 'update');
        if (typeof update !== 'function') return source;
        Reflect.set(source, 'update', (updates: unknown): unknown => {
          seeIn(source, getProperty(updates, 'callback'));
          const updated: unknown = Reflect.apply(update, source, [updates]);
          return updated;
        });
        return source;
      });
    },
    hasOwnHandlers: (name) => getProperty(given, REGISTRIES[name].flag) === true,
    name: nameOf(getProperty(server, '_serverInfo')),
  };
}

function nameOf(info: unknown): string {
  const name = getProperty(info, 'name');
  return typeof name === 'string' ? name : '';
}

function unknownVersion() {
  return invalidConfiguration(
    'guard does not know this version of the MCP SDK, so it could not check every call. Install @modelcontextprotocol/server 2 or @modelcontextprotocol/sdk 1.26 up to the newest version that the compatibility page of clerk-cerbos names, or a newer clerk-cerbos.',
  );
}
