import { getProperty, isObject } from '../../base/value';
import { holdsScopes } from '../../identify/ClerkAuth';
import { normalUri } from './answerRefusal';
import type { GuardParts } from './GuardParts';
import { validated } from './guardRegistrations';
import { withArguments } from './McpItem';
import { carriedAuth } from './toAuthInfo';

/** The scopes that the server 2.x asks for with a 403 in front of a call. */
interface ScopeChallenge {
  readonly scopes: readonly string[];
  readonly errorDescription?: string;
}

/**
 * Lets the HTTP entries of 2.x answer a call whose policy demands scopes with a 403
 * `insufficient_scope`, so that the client asks its user for them. The server's own challenges are
 * only made to callers who may see the item.
 *
 * @param given - an `McpServer`; other servers have no such challenges.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function challengeScopes(parts: GuardParts, given: object): void {
  const own = getProperty(given, 'resolveScopeChallenge');
  if (typeof own !== 'function') return;
  const resolve = async (asked: object): Promise<unknown> => {
    const preview = await previewUse(parts, asked);
    if (preview === 'hidden') return undefined;
    const challenge: unknown = preview ?? Reflect.apply(own, given, [asked]);
    return challenge;
  };
  Object.defineProperty(given, 'resolveScopeChallenge', {
    configurable: true,
    writable: true,
    value: resolve,
  });
}

const TYPES = {
  'tools/call': 'tool',
  'prompts/get': 'prompt',
  'resources/read': 'resource',
} as const;

/** Asks about a call that is not made yet; `undefined` if it needs no challenge of the policy. */
async function previewUse(
  { registrations, ask, server, ruleOf, metadataUrl }: GuardParts,
  asked: object,
): Promise<'hidden' | ScopeChallenge | undefined> {
  const request = getProperty(asked, 'request');
  const method = String(getProperty(request, 'method'));
  const authInfo = getProperty(asked, 'authInfo');
  const params = getProperty(request, 'params');
  if (!isCallWithItem(method)) return undefined;
  const type = TYPES[method];
  const id = getProperty(params, type === 'resource' ? 'uri' : 'name');
  if (typeof id !== 'string') return undefined;
  const found = registrations.find(type, type === 'resource' ? normalUri(id) : id);
  if (found === undefined) return undefined;
  // It belongs to no message: its answers must not be remembered for one. Over HTTP, a caller without
  // authInfo is anonymous.
  const context = { http: { authInfo } };
  try {
    const hasOwn = typeof getProperty(found.source, 'scopeChallenge') === 'function';
    if (!hasOwn && !holdsScopes(carriedAuth(context))) return undefined;
    const args = await validated(found.source, getProperty(params, 'arguments'));
    const outcome = await ask.toUse(context, withArguments(found.item, server, args), {
      ...{ rule: ruleOf(found.callback), args, isRepeated: false },
    });
    if (outcome.type !== 'denied') return outcome.type === 'hidden' ? 'hidden' : undefined;
    const { scopes, reason } = outcome.error;
    if (scopes === undefined) return undefined;
    // The SDK takes the address for its answer from there.
    const isNamed = getProperty(authInfo, 'resourceMetadataUrl') !== undefined;
    if (isObject(authInfo) && metadataUrl !== undefined && !isNamed) {
      Reflect.set(authInfo, 'resourceMetadataUrl', metadataUrl);
    }
    return { scopes, ...(isDescription(reason) && { errorDescription: reason }) };
  } catch {
    // The call itself will say why there is no answer.
    return 'hidden';
  }
}

function isCallWithItem(method: string): method is keyof typeof TYPES {
  return Object.hasOwn(TYPES, method);
}

/** May this text stand in the header? The SDK refuses any other. */
function isDescription(reason: string | undefined): reason is string {
  return reason !== undefined && /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/.test(reason);
}
