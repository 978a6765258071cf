import { invalidConfiguration, UnavailableError } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { getProperty, withoutPrototype } from '../base/value';
import { toAbortSignal, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from './ClerkAuth';
import type { PrincipalSource } from './PrincipalMapping';

/** The options of {@link cachedAttributes}. */
export interface CachedAttributesOptions<Attributes extends object> {
  /**
   * Loads the attributes of one signed-in caller or machine. It receives a copy of Clerk's data
   * without functions and without what changes from token to token (times, token id, age of
   * factors), because attributes are cached by exactly this data.
   */
  readonly load: (
    source: PrincipalSource,
    context: { readonly signal: AbortSignal },
  ) => Promise<Attributes>;
  /**
   * The attributes of an anonymous caller, and of each key that a load leaves out. Policies need
   * every key.
   */
  readonly absent: Attributes;
  /** Adds to the cache key, if the attributes depend on more than the argument of `load`. */
  readonly key?: (source: PrincipalSource) => string;
  /** Milliseconds until attributes are loaded again. Default 60000. */
  readonly ttlMs?: number;
  /** Milliseconds after `ttlMs` in which old attributes are used while loads fail. Default 0. */
  readonly staleMs?: number;
  /** The number of cached callers. The least recently used one is dropped first. Default 1000. */
  readonly maxEntries?: number;
  /** Milliseconds until a load fails. Default 5000. */
  readonly timeoutMs?: number;
}

/** The result of {@link cachedAttributes}: use it as `principal.attr`. */
export interface CachedAttributes<Attributes extends object> {
  (source: PrincipalSource): Promise<Attributes>;
  /** Empties the cache, for example when a webhook reports a change. */
  forget: () => void;
}

interface Known<Attributes> {
  readonly attributes: Attributes;
  readonly loadedAt: number;
}

/** A load that several callers wait for. */
interface Flight<Attributes> {
  readonly loaded: Promise<Attributes>;
  /**
   * When it must have ended. Cloudflare Workers may stop a request after its answer, or when its
   * client has gone, with its timers. A load of such a request may never end.
   */
  readonly until: number;
}

const MAX_PAUSE_MS = 60_000;

/**
 * Makes a `principal.attr` for data that session claims can't contain, such as all memberships of a
 * user, which come from Clerk's Backend API. The cache key is everything that the load can read:
 * the caller, session, organization, role, permissions and claims. Callers who ask at the same time
 * share one load.
 *
 * A change takes up to `ttlMs` to reach policies. If a load fails, the old attributes are used for
 * `staleMs` longer; after that the question fails. After a 429 nothing is loaded for any caller
 * until `Retry-After` is over (a minute at most), because Clerk's limit is for the whole instance.
 *
 * @throws ConfigurationError `invalid_configuration`. The function that it returns rejects with an
 * UnavailableError `attributes_unavailable`.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { clerkClient } from '@clerk/express';
 * import { cachedAttributes } from 'clerk-cerbos';
 * import { createClerkCerbos } from 'clerk-cerbos/express';
 *
 * const attr = cachedAttributes({
 *   absent: { memberOf: [] as string[] },
 *   load: async ({ auth }) => {
 *     if (auth.tokenType !== 'session_token') return { memberOf: [] };
 *     const userId = auth.userId ?? '';
 *     const { data } = await clerkClient.users.getOrganizationMembershipList({ userId, limit: 500 });
 *     return { memberOf: data.map(({ organization }) => organization.id) };
 *   },
 * });
 *
 * const { withCerbos } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592'), principal: { attr } });
 * ```
 * @see https://clerk.com/docs/guides/how-clerk-works/system-limits
 */
export function cachedAttributes<Attributes extends object>(
  options: CachedAttributesOptions<Attributes>,
): CachedAttributes<Attributes> {
  const { load, absent, key, ttlMs, staleMs, maxEntries, timeoutMs } = readCacheOptions(options);
  const absentAttributes = snapshot(absent);
  let known = createLru<Known<Attributes>>(maxEntries);
  let loading = createLru<Flight<Attributes>>(maxEntries);
  let pausedUntil = 0;

  const fetch = async (seen: string, name: string): Promise<Attributes> => {
    const remember = known;
    const loadedAt = Date.now();
    if (loadedAt < pausedUntil)
      throw new Error("Clerk's rate limit is used up, and its Retry-After is not over.");
    const loaded = await withDeadline({ timeoutMs }, async (signal) =>
      // This is the text of a source.
      load(JSON.parse(seen) as PrincipalSource, { signal: toAbortSignal(signal) }),
    );
    const attributes = snapshot({ ...absentAttributes, ...loaded });
    remember.set(name, { attributes, loadedAt });
    return attributes;
  };

  const share = (seen: string, name: string): Promise<Attributes> => {
    const flights = loading;
    const now = performance.now();
    const before = flights.get(name);
    if (before !== undefined && now < before.until) return before.loaded;
    const flight: Flight<Attributes> = {
      until: now + timeoutMs,
      loaded: fetch(seen, name).finally(() => {
        flights.remove(name, flight);
      }),
    };
    flights.set(name, flight);
    return flight.loaded;
  };

  const attributesOf = async (source: PrincipalSource): Promise<Attributes> => {
    if (source.auth.isAuthenticated !== true) return absentAttributes;
    const seen = toText(source);
    // JSON of an object is never the beginning of another JSON object, so names can't collide.
    const name = seen + (key?.(source) ?? '');
    const before = known.get(name);
    if (before !== undefined && Date.now() < before.loadedAt + ttlMs) return before.attributes;
    try {
      return await share(seen, name);
    } catch (cause) {
      pausedUntil = Math.max(pausedUntil, Date.now() + pauseAfter(cause));
      if (before !== undefined && Date.now() < before.loadedAt + ttlMs + staleMs) {
        return before.attributes;
      }
      throw new UnavailableError({
        code: 'attributes_unavailable',
        message:
          "The principal's attributes could not be loaded, and the cached ones are too old. See the cause. Check the load function of cachedAttributes, or set staleMs to use old attributes for longer.",
        cause,
      });
    }
  };

  const forget = () => {
    // A load that is under way must not enter the new cache.
    known = createLru(maxEntries);
    loading = createLru(maxEntries);
  };
  return Object.assign(attributesOf, { forget });
}

// These differ between tokens of the same session; `fva` changes during the first minute.
const CHANGING_CLAIMS = new Set(['exp', 'fva', 'iat', 'jti', 'nbf', 'oiat']);

/**
 * Everything that a load receives, as text. It is the cache key, so no load can see data that
 * another caller, or the same caller in another state, does not share.
 */
function toText({ auth, claims }: PrincipalSource): string {
  const { sessionClaims } = auth;
  const lasting = Object.entries(sessionClaims ?? {}).filter(
    ([name]) => !CHANGING_CLAIMS.has(name),
  );
  const seen: ClerkAuth = {
    ...auth,
    sessionClaims: sessionClaims && Object.fromEntries(lasting),
    factorVerificationAge: undefined,
  };
  // JSON leaves out functions and undefined members.
  return JSON.stringify({ auth: seen, claims });
}

/** Milliseconds. The errors of Clerk's SDK have `retryAfter` in seconds. */
function pauseAfter(thrown: unknown): number {
  if (getProperty(thrown, 'status') !== 429) return 0;
  const seconds = getProperty(thrown, 'retryAfter');
  const pause = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : 1_000;
  return Math.min(pause, MAX_PAUSE_MS);
}

function readCacheOptions<Attributes extends object>(options: CachedAttributesOptions<Attributes>) {
  const own = withoutPrototype(options);
  const { ttlMs = 60_000, staleMs = 0, maxEntries = 1_000, timeoutMs = 5_000 } = own;
  const { load, absent, key } = own;
  const given: Readonly<Record<string, unknown>> = { load, absent, ttlMs, staleMs, maxEntries };
  const isWrong =
    typeof given.load !== 'function' ||
    typeof given.absent !== 'object' ||
    given.absent === null ||
    [ttlMs, maxEntries, timeoutMs].some((value) => !(value > 0)) ||
    !(staleMs >= 0);
  if (!isWrong) return { load, absent, key, ttlMs, staleMs, maxEntries, timeoutMs };
  throw invalidConfiguration(
    'The options of cachedAttributes are wrong. load must be a function. absent must be an object. ttlMs, maxEntries and timeoutMs must be numbers above 0. staleMs must be 0 or more.',
  );
}

/**
 * A cache of up to `maxEntries` values that drops the least recently used one. A Map keeps its
 * entries in the order in which they were added.
 */
function createLru<Value extends object>(maxEntries: number) {
  const entries = new Map<string, Value>();
  const set = (name: string, value: Value) => {
    entries.delete(name);
    entries.set(name, value);
    const [oldest = name] = entries.keys();
    if (entries.size > maxEntries) entries.delete(oldest);
  };
  const get = (name: string) => {
    const value = entries.get(name);
    if (value !== undefined) set(name, value);
    return value;
  };
  const remove = (name: string, value: Value) => {
    if (entries.get(name) === value) entries.delete(name);
  };
  return { get, set, remove };
}
