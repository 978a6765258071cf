import { invalidConfiguration, UnavailableError } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { getProperty, withoutPrototype } from '../base/value';
import { toAbortSignal, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from './ClerkAuth';
import type { PrincipalSource } from './PrincipalMapping';

/** How {@link cachedAttributes} loads, and for how long it believes what it loaded. */
export interface CachedAttributesOptions<Attributes extends object> {
  /**
   * Loads the attributes of one caller, who is surely somebody. It sees no more than what they are
   * remembered by: a copy of Clerk's data, without functions, and without what changes from token
   * to token: its times and id, and the age of factors.
   */
  readonly load: (
    source: PrincipalSource,
    context: { readonly signal: AbortSignal },
  ) => Promise<Attributes>;
  /** The attributes of nobody, and of each that a load leaves out: policies need every key. */
  readonly absent: Attributes;
  /** What else the attributes depend on, beside what `load` is given. */
  readonly key?: (source: PrincipalSource) => string;
  /** Milliseconds. What policies see is never older, unless `staleMs` says so. Default 60000. */
  readonly ttlMs?: number;
  /** Milliseconds beyond `ttlMs` for which the old is good enough while loads fail. Default 0. */
  readonly staleMs?: number;
  /** The callers that are remembered; of more, those not seen for longest are forgotten. Default 1000. */
  readonly maxEntries?: number;
  /** Milliseconds until a load is given up. Default 5000. */
  readonly timeoutMs?: number;
}

/** What {@link cachedAttributes} returns: `principal.attr`, and a way to forget. */
export interface CachedAttributes<Attributes extends object> {
  (source: PrincipalSource): Promise<Attributes>;
  /** Loads everything anew from now on, for example when a webhook tells of a change. */
  forget: () => void;
}

interface Known<Attributes> {
  readonly attributes: Attributes;
  readonly loadedAt: number;
}

/** A load that is shared by all who ask meanwhile. */
interface Flight<Attributes> {
  readonly loaded: Promise<Attributes>;
  /**
   * When it must have ended. Cloudflare Workers drop a request that was answered or whose client has
   * gone, with its timers: the load of such a request may never end.
   */
  readonly until: number;
}

const MAX_PAUSE_MS = 60_000;

/**
 * Makes a `principal.attr` of what session claims can't carry, such as all memberships of a user,
 * asked of Clerk's Backend API. It remembers what it loaded by all that the load could read: the
 * caller, session, organization, role, permissions, claims. It loads once for all who ask at the
 * same time.
 *
 * What is remembered is stale: a change takes up to `ttlMs` to reach policies. Where a load fails,
 * the old is used for `staleMs` longer, and then nobody is told anything: the question fails. After
 * a 429 nothing is loaded, for anybody, until `Retry-After` is over (a minute at most), since the
 * limit is that of the whole instance.
 *
 * @throws ConfigurationError `invalid_configuration`. What it returns rejects with an
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
  const nobody = snapshot(absent);
  let known = createLru<Known<Attributes>>(maxEntries);
  let loading = createLru<Flight<Attributes>>(maxEntries);
  let pausedUntil = 0;

  const fetch = async (seen: string, name: string): Promise<Attributes> => {
    const remember = known;
    const loadedAt = Date.now();
    if (loadedAt < pausedUntil) throw new Error('Clerk said when to ask again.');
    const loaded = await withDeadline({ timeoutMs }, async (signal) =>
      // It is the text of a source.
      load(JSON.parse(seen) as PrincipalSource, { signal: toAbortSignal(signal) }),
    );
    const attributes = snapshot({ ...nobody, ...loaded });
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
    if (source.auth.isAuthenticated !== true) return nobody;
    const seen = toText(source);
    // No text of an object begins with that of another.
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
          "The principal's attributes could not be loaded, and none are remembered that are young enough. The cause says why.",
        cause,
      });
    }
  };

  const forget = () => {
    // What is under way now must not be remembered.
    known = createLru(maxEntries);
    loading = createLru(maxEntries);
  };
  return Object.assign(attributesOf, { forget });
}

// Another token of the same session has others, and in its first minute another age of factors.
const CHANGING_CLAIMS = new Set(['exp', 'fva', 'iat', 'jti', 'nbf', 'oiat']);

/**
 * All that a load is given, as text: by it the attributes are remembered, so that no load can have
 * seen what another caller, or the same one in another state, does not share.
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
  // Functions and what is undefined have no text.
  return JSON.stringify({ auth: seen, claims });
}

/** Milliseconds. As Clerk's SDK throws it: `retryAfter` in seconds. */
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
    'cachedAttributes needs a function load, an object absent, and where they are given, ttlMs, maxEntries and timeoutMs above 0 and a staleMs that is not negative.',
  );
}

/**
 * Remembers up to `maxEntries` values, and forgets first what was not used for longest. A Map
 * keeps the order in which its entries were made.
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
