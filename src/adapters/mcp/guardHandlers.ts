import { isName } from '../../ask/readQuestion';
import { isClerkCerbosError } from '../../base/isClerkCerbosError';
import { getProperty, isObject } from '../../base/value';
import {
  answerRefusal,
  answerUnknown,
  METHOD_NOT_FOUND,
  normalUri,
  rpcError,
  type ToolResult,
  WITHOUT_NAME,
} from './answerRefusal';
import { argumentsToAsk } from './argumentsToAsk';
import type { Outcome } from './createAsk';
import { filterList } from './filterList';
import { findListed, listOf } from './McpList';
import type { GuardParts } from './GuardParts';
import type { Registration } from './guardRegistrations';
import { keepPrivate } from './McpContext';
import { describeItem, type McpItem, withArguments } from './McpItem';
import type { McpHandler } from './McpServerParts';
import type { Message, MessageRefusal } from './Message';

/** Methods that tell no more than which features the server has. `unsubscribe` only ends something. */
const OPEN = new Set([
  ...['initialize', 'ping', 'logging/setLevel', 'server/discover'],
  'resources/unsubscribe',
]);

/** Puts the guard around the handler of a method. */
export function guardHandler(parts: GuardParts, method: string, inner: McpHandler): McpHandler {
  if (OPEN.has(method)) return inner;
  return async (request, context) => {
    const message = parts.messages.start(context, parts.auth);
    try {
      const list = listOf(method);
      if (list !== undefined) return await filterList(parts, list, inner, request, context);
      return await useItem(parts, message, method, inner, request, context);
    } finally {
      parts.messages.end(context);
    }
  };
}

/** What a method uses, from its request. */
interface Used {
  readonly type: McpItem['type'];
  /** As the client wrote it. */
  readonly id: string;
  /** The arguments as the client sent them. If they can be read in two ways, both must be allowed. */
  readonly sent: readonly unknown[];
  /** True if the SDK calls a registered callback for it, which is asked about with its arguments. */
  readonly hasCallback: boolean;
}

function readUse(method: string, request: object): Used | undefined {
  const params = getProperty(request, 'params');
  const use = (type: Used['type'], id: unknown, hasCallback: boolean): Used | undefined =>
    isName(id) ? { type, id, sent: [getProperty(params, 'arguments')], hasCallback } : undefined;
  switch (method) {
    case 'tools/call':
      return use('tool', getProperty(params, 'name'), true);
    case 'prompts/get':
      return use('prompt', getProperty(params, 'name'), true);
    case 'resources/read':
      return use('resource', getProperty(params, 'uri'), true);
    case 'resources/subscribe':
      return use('resource', getProperty(params, 'uri'), false);
    case 'completion/complete': {
      const ref = getProperty(params, 'ref');
      const isPrompt = getProperty(ref, 'type') === 'ref/prompt';
      const id = getProperty(ref, isPrompt ? 'name' : 'uri');
      return isName(id)
        ? {
            ...{ type: isPrompt ? 'prompt' : 'template', id, hasCallback: false },
            sent: completedArguments(params),
          }
        : undefined;
    }
    default:
      return { type: 'method', id: method, sent: [params], hasCallback: false };
  }
}

/**
 * The arguments that the user has chosen, with the one that is being completed. If the client says
 * both about one argument, the completer can read either.
 */
function completedArguments(params: unknown): readonly object[] {
  const chosen = getProperty(getProperty(params, 'context'), 'arguments');
  const argument = getProperty(params, 'argument');
  const name = getProperty(argument, 'name');
  const current = isName(name) ? { [name]: getProperty(argument, 'value') ?? '' } : {};
  if (!isObject(chosen)) return [current];
  const both = { ...chosen, ...current };
  return isName(name) && Object.hasOwn(chosen, name) ? [both, { ...chosen }] : [both];
}

async function useItem(
  parts: GuardParts,
  message: Message,
  method: string,
  inner: McpHandler,
  request: object,
  context: object,
): Promise<unknown> {
  // A task belongs to its session, and not to its caller: other callers could read its result.
  if (method.startsWith('tasks/')) throw rpcError(...METHOD_NOT_FOUND);
  const used = readUse(method, request);
  if (used === undefined) throw rpcError(...WITHOUT_NAME);
  message.called = used.id;
  const unknown = () => answerUnknown({ type: used.type, id: used.id, attr: {} }, context);
  const refusal = ({ error, hasStarted }: MessageRefusal) =>
    answerRefusal(error, used.type, parts.metadataUrl, hasStarted);
  let hasRun = false;
  /** The answer in place of the handler's, if the guard has decided against it. */
  const decided = (): ToolResult | undefined => {
    if (message.refusal === undefined) return undefined;
    return message.refusal === 'hidden' ? unknown() : refusal(message.refusal);
  };
  try {
    // Whatever else may run is asked about before it runs.
    if (!used.hasCallback || !mayWait(parts, method, used)) {
      await askBefore(parts, message, method, used, context);
      const answer = decided();
      if (answer !== undefined) return answer;
    }
    let result: unknown;
    let failure: { readonly error: unknown } | undefined;
    hasRun = true;
    try {
      result = await parts.watch(context, () => inner(request, context));
    } catch (error) {
      failure = { error };
    }
    const answer = decided();
    if (answer !== undefined) return answer;
    // The SDK has refused the call, for example its arguments. Only those may know who see the item.
    // For a name that is not registered, too: else another error would tell the two apart.
    if (!message.isAsked && !((await isVisible(parts, used, context)) && registered(parts, used))) {
      if (failure !== undefined && used.type === 'resource' && !URL.canParse(used.id)) {
        throw failure.error;
      }
      return unknown();
    }
    if (failure !== undefined) throw failure.error;
    const isCacheable =
      method === 'resources/read' || getProperty(result, 'cacheScope') !== undefined;
    return isCacheable ? keepPrivate(result, context) : result;
  } catch (error) {
    // The SDK may have run into an error before it called anything.
    const hasStarted = hasRun && message.isAsked;
    if (isClerkCerbosError(error)) return refusal({ error, hasStarted });
    throw error;
  }
}

/** Will the SDK call a guarded callback for it, and nothing else? */
function mayWait(parts: GuardParts, method: string, used: Used) {
  if (!parts.isOfSdk(method)) return false;
  const found = registered(parts, used);
  // For an unknown name, the SDK calls nothing.
  return found === undefined || found.isWrapped;
}

/** The registration of what is used, as the SDK finds it. */
function registered({ registrations }: GuardParts, { type, id }: Used): Registration | undefined {
  if (type === 'method') return undefined;
  return registrations.find(type, type === 'resource' ? normalUri(id) : id);
}

/** Asks about something whose handler is not known to ask by itself. */
async function askBefore(
  parts: GuardParts,
  message: Message,
  method: string,
  used: Used,
  context: object,
) {
  const { ask, ruleOf } = parts;
  message.isAsked = true;
  const found = registered(parts, used);
  const rule = used.hasCallback ? ruleOf(found?.callback) : undefined;
  const isOfApp = parts.isOfApp(method);
  const asked = used.sent.map((sent) => argumentsToAsk({ source: found?.source, sent, isOfApp }));
  const given = (await Promise.all(asked)).flat();
  for (const item of await itemsOf(parts, used, context)) {
    for (const args of given) {
      const outcome = await ask.toUse(context, withArguments(item, parts.server, args), {
        ...{ rule, args, isRepeated: false },
      });
      keepRefusal(message, outcome);
      if (message.refusal !== undefined) return;
    }
  }
}

async function isVisible(parts: GuardParts, used: Used, context: object): Promise<boolean> {
  const items = await itemsOf(parts, used, context);
  const asked = items.map((item) => [withArguments(item, parts.server, {}), undefined] as const);
  const visible = await parts.ask.toList(context, asked);
  return visible.every(Boolean);
}

/**
 * What to ask about. A handler of the app may read a URI as it was written, or in its normal form, so
 * both must be allowed.
 */
async function itemsOf(parts: GuardParts, used: Used, context: object): Promise<McpItem[]> {
  const { type, id } = used;
  if (type === 'method') return [{ type, id, attr: {} }];
  const ids = type === 'resource' ? [...new Set([normalUri(id), id])] : [id];
  const items: McpItem[] = [];
  for (const one of ids) {
    const found = parts.registrations.find(type, one)?.item;
    items.push(found ?? describeItem(type, one, await findListed(parts, type, one, context)));
  }
  return items;
}

/** Keeps what was decided against running the handler. */
export function keepRefusal(message: Message, outcome: Outcome): void {
  if (outcome.type === 'hidden') message.refusal = 'hidden';
  if (outcome.type === 'denied') message.refusal = { error: outcome.error, hasStarted: false };
}
