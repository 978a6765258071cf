import { getProperty, isObject } from '../../base/value';
import type { McpItem } from './McpItem';
import { describeItem } from './McpItem';
import type { McpServerParts, RegistryName } from './McpServerParts';

/** One call of a registered callback. */
export interface RegisteredCall {
  /** @param called - the name that the client wrote: a registration may have several. */
  readonly itemOf: (called: string | undefined) => McpItem;
  /** The arguments as the callback gets them; `{}` if it takes none. */
  readonly args: unknown;
  readonly context: object;
  /** The function that the app registered, if the SDK still has it. */
  readonly callback: CallableFunction | undefined;
  /** Is it a tool or a prompt whose callback gets no arguments? */
  readonly isWithoutSchema: boolean;
  readonly run: () => unknown;
}

/** The registrations of an `McpServer`, as the guard of its handlers needs them. */
export interface Registrations {
  /** The registration with this name or URI; `undefined` if there is none. */
  readonly find: (type: RegisteredType, id: string) => Registration | undefined;
}

export type RegisteredType = Exclude<McpItem['type'], 'method'>;

/** A registration, and whether its callback is guarded. */
export interface Registration {
  readonly item: McpItem;
  readonly source: object;
  readonly isWrapped: boolean;
  /** The function that the app registered, if the SDK still has it. */
  readonly callback: CallableFunction | undefined;
}

const REGISTRY = {
  tool: { name: 'tools', callbacks: ['executor', 'handler', 'callback'] },
  prompt: { name: 'prompts', callbacks: ['handler', 'callback'] },
  resource: { name: 'resources', callbacks: ['readCallback'] },
  template: { name: 'templates', callbacks: ['readCallback'] },
} as const satisfies Record<RegisteredType, { name: RegistryName; callbacks: readonly string[] }>;

const TYPES: readonly RegisteredType[] = ['tool', 'prompt', 'resource', 'template'];

/**
 * Makes the guard of the callbacks of an `McpServer`. A callback is guarded where the SDK keeps it, so
 * it does not matter how and when it was registered or replaced. Only there are its arguments the
 * ones that it will use: validated, with their defaults.
 */
export function createRegistrations(
  {
    registrations,
    observe,
    observePrompts,
  }: Pick<McpServerParts, 'registrations' | 'observe' | 'observePrompts'>,
  guard: (call: RegisteredCall) => Promise<unknown>,
): Registrations {
  /** The callback of each guarded registration, as the SDK last set it. */
  const current = new WeakMap<object, { callback: CallableFunction }>();
  /** What the app registered for a prompt. */
  const ofPrompts = new WeakMap<object, CallableFunction>();

  const wrapOne = (type: RegisteredType, source: object) => {
    if (current.has(source)) return;
    const member = REGISTRY[type].callbacks.find(
      (name) => typeof getProperty(source, name) === 'function',
    );
    if (member === undefined) return;
    // It was just found to be one.
    const holder = { callback: getProperty(source, member) as CallableFunction };
    current.set(source, holder);
    const guarded = async (...given: readonly unknown[]) => {
      const context = given.at(-1);
      if (!isObject(context)) throw new TypeError('The SDK passes a context to each callback.');
      return guard({
        itemOf: (called) => itemOfCall(type, source, given, called),
        args: await argumentsOf(type, source, given),
        context,
        callback: originalOf(source, holder.callback),
        isWithoutSchema: (type === 'tool' || type === 'prompt') && schemaOf(source) === undefined,
        run: (): unknown => Reflect.apply(holder.callback, undefined, given),
      });
    };
    // `update({ callback })` of the SDKs assigns to the member.
    Object.defineProperty(source, member, {
      configurable: true,
      enumerable: true,
      get: () => guarded,
      set: (callback: CallableFunction) => {
        holder.callback = callback;
      },
    });
  };

  /** The name under which the SDK keeps a registration: the given one, if it is one of several. */
  const nameOf = (type: RegisteredType, source: object, called?: string): string => {
    const known = registrations(REGISTRY[type].name);
    const names = Object.keys(known).filter((key) => known[key] === source);
    return names.find((key) => key === called) ?? names[0] ?? '';
  };

  /** A registration can be renamed, so its name is looked up when it is called. */
  const itemOfCall = (
    type: RegisteredType,
    source: object,
    given: readonly unknown[],
    called: string | undefined,
  ): McpItem => {
    if (type === 'tool' || type === 'prompt') {
      return describeItem(type, nameOf(type, source, called), source);
    }
    const uri = String(given[0]);
    return type === 'template'
      ? ofTemplate('resource', uri, source)
      : describeItem(type, uri, source);
  };

  /** What belongs to a template. Lists show the name under which the SDK keeps it. */
  const ofTemplate = (type: 'resource' | 'template', id: string, source: object): McpItem => {
    const item = describeItem(type, id, source, templateOf(source));
    const name = item.attr.name === '' ? nameOf('template', source) : item.attr.name;
    return { ...item, attr: { ...item.attr, name } };
  };

  const argumentsOf = (
    type: RegisteredType,
    source: object,
    given: readonly unknown[],
  ): unknown => {
    if (type === 'resource' || type === 'template' || given.length < 2) return {};
    // In 2.x, the handler of a prompt itself validates.
    return type === 'prompt' && Object.hasOwn(source, 'handler')
      ? validated(source, given[0])
      : (given[0] ?? {});
  };

  const originalOf = (source: object, callback: CallableFunction) => {
    const kept = getProperty(source, 'handler');
    // In 1.x, the member itself is guarded: then it is what the app registered.
    const isOfApp = typeof kept === 'function' && Object.hasOwn(source, 'executor');
    return isOfApp ? kept : callback;
  };

  const registration = (item: McpItem, source: object): Registration => {
    const callback = current.get(source)?.callback;
    return {
      ...{ item, source, isWrapped: callback !== undefined },
      callback: callback && (ofPrompts.get(source) ?? originalOf(source, callback)),
    };
  };

  for (const type of TYPES) {
    observe(REGISTRY[type].name, (source) => {
      wrapOne(type, source);
    });
  }

  observePrompts((source, callback) => {
    ofPrompts.set(source, callback);
  });

  return {
    find(type, id) {
      const templates = Object.values(registrations('templates')).filter(isObject);
      if (type === 'template') {
        const source = templates.find((one) => templateOf(one) === id);
        return source && registration(ofTemplate(type, id, source), source);
      }
      const known = registrations(REGISTRY[type].name);
      const source = Object.hasOwn(known, id) ? known[id] : undefined;
      if (isObject(source)) return registration(describeItem(type, id, source), source);
      if (type !== 'resource') return undefined;
      const template = templates.find((one) => matches(one, id));
      return template && registration(ofTemplate(type, id, template), template);
    },
  };
}

/**
 * The arguments as the SDK validates them: a text that the schema turns into a number is a number for
 * policies, too. Without a schema, or if they are not valid, the arguments as they were sent.
 *
 * @param source - the registration of a tool or a prompt.
 * @see https://standardschema.dev
 */
export async function validated(source: object | undefined, args: unknown): Promise<unknown> {
  const standard = getProperty(schemaOf(source), '~standard');
  const validate = getProperty(standard, 'validate');
  const sent = args ?? {};
  if (typeof validate !== 'function') return sent;
  let result: unknown;
  try {
    result = await Reflect.apply(validate, standard, [sent]);
  } catch {
    // A schema may throw for what it does not expect. The SDK says so, to those who may see the item.
    return sent;
  }
  return isObject(result) && Object.hasOwn(result, 'value') && !getProperty(result, 'issues')
    ? getProperty(result, 'value')
    : sent;
}

function schemaOf(source: object | undefined): unknown {
  return getProperty(source, 'inputSchema') ?? getProperty(source, 'argsSchema');
}

/** The URI template of a registration. */
function templateOf(source: object): string {
  return String(uriTemplateOf(source));
}

function uriTemplateOf(source: object): unknown {
  return getProperty(getProperty(source, 'resourceTemplate'), 'uriTemplate');
}

function matches(source: object, uri: string): boolean {
  const template = uriTemplateOf(source);
  const match = getProperty(template, 'match');
  return typeof match === 'function' && isObject(Reflect.apply(match, template, [uri]));
}
