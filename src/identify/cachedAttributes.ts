import { invalidConfiguration, UnavailableError } from '../base/errors';
import { snapshot } from '../base/snapshot';
import { getProperty } from '../base/value';
import { toAbortSignal, withDeadline } from '../base/withDeadline';
import type { PrincipalSource } from './PrincipalMapping';

/** How {@link cachedAttributes} loads, and for how long it believes what it loaded. */
export interface CachedAttributesOptions<Attributes extends object> {
  /** Loads the attributes of one caller, who is surely somebody. */
  readonly load: (
    source: PrincipalSource,
    context: { readonly signal: AbortSignal },
  ) => Promise<Attributes>;
  /** The attributes of nobody, and of each that a load leaves out: policies need every key. */
  readonly absent: Attributes;
  /** What else the attributes depend on, beside the caller, their session and organization. */
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

const MAX_PAUSE_MS = 60_000;

/**
 * Makes a `principal.attr` of what session claims can't carry, such as all memberships of a user,
 * asked of Clerk's Backend API. It remembers what it loaded, for each caller in each session and
 * organization by itself, and loads once for all who ask at the same time.
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
  let loading = new Map<string, Promise<Attributes>>();
  let pausedUntil = 0;

  const fetch = async (source: PrincipalSource, name: string): Promise<Attributes> => {
    const remember = known;
    const loadedAt = Date.now();
    if (loadedAt < pausedUntil) throw new Error('Clerk said when to ask again.');
    const loaded = await withDeadline({ timeoutMs }, async (signal) =>
      load(source, { signal: toAbortSignal(signal) }),
    );
    const attributes = snapshot({ ...nobody, ...loaded });
    remember.set(name, { attributes, loadedAt });
    return attributes;
  };

  const share = (source: PrincipalSource, name: string): Promise<Attributes> => {
    const flights = loading;
    const before = flights.get(name);
    if (before !== undefined) return before;
    const flight = fetch(source, name).finally(() => flights.delete(name));
    flights.set(name, flight);
    return flight;
  };

  const attributesOf = async (source: PrincipalSource): Promise<Attributes> => {
    const caller = callerOf(source);
    if (caller === undefined) return nobody;
    const name = JSON.stringify([caller, key?.(source) ?? '']);
    const before = known.get(name);
    if (before !== undefined && Date.now() < before.loadedAt + ttlMs) return before.attributes;
    try {
      return await share(source, name);
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
    loading = new Map();
  };
  return Object.assign(attributesOf, { forget });
}

/** Nobody's attributes may reach anybody else: another session or organization is another caller. */
function callerOf({ auth }: PrincipalSource): readonly unknown[] | undefined {
  if (auth.isAuthenticated !== true) return undefined;
  const { tokenType, id, userId, sessionId, orgId, orgRole, actor } = auth;
  return [tokenType, id, userId, sessionId, orgId, orgRole, actor];
}

/** Milliseconds. As Clerk's SDK throws it: `retryAfter` in seconds. */
function pauseAfter(thrown: unknown): number {
  if (getProperty(thrown, 'status') !== 429) return 0;
  const seconds = getProperty(thrown, 'retryAfter');
  const pause = typeof seconds === 'number' && seconds > 0 ? seconds * 1_000 : 1_000;
  return Math.min(pause, MAX_PAUSE_MS);
}

function readCacheOptions<Attributes extends object>(options: CachedAttributesOptions<Attributes>) {
  const { ttlMs = 60_000, staleMs = 0, maxEntries = 1_000, timeoutMs = 5_000 } = options;
  const { load, absent, key } = options;
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
  return { get, set };
}
