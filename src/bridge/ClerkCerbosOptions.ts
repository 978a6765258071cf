import type { CerbosClient } from '../ask/types/CerbosClient';
import type { DecisionEvent } from '../ask/types/DecisionEvent';
import type { DescribedKinds, Loaders } from '../ask/types/Loader';
import type { Kind } from '../ask/types/Policies';
import type { PrincipalMapping } from '../identify/PrincipalMapping';
import type { AuxDataOption } from '../identify/sessionToken';

/** The options of `createClerkCerbos` that all entries have. */
export interface ClerkCerbosOptions<Policies extends object, L = Loaders<Policies>> {
  /**
   * A client of Cerbos' own SDK, for example `new HTTP('http://127.0.0.1:3592')`. Or a list of
   * clients, one for each replica of the PDP: they are asked in turn, and when one fails, the next
   * one is asked at once.
   */
  readonly cerbos: CerbosClient | readonly CerbosClient[];
  /**
   * With several clients: milliseconds without an answer after which a second replica is asked, too.
   * The first answer counts. `false` for never. Default 500, or a quarter of `timeoutMs` if that is
   * less. At most half of the time that a question has, if its rule has a `timeoutMs` of its own.
   */
  readonly hedgeAfterMs?: number | false;
  /** What the app adds to the principal: claims, roles, attributes. */
  readonly principal?: PrincipalMapping;
  /** How to find resources on the server: a loader per kind. Only kinds that have policies. */
  readonly resources?: L &
    Readonly<Record<Exclude<keyof L, Kind<Policies>>, never>> &
    DescribedKinds<NoInfer<Policies>>;
  /**
   * Kinds without a loader whose attributes the browser sends to `checkEndpoint`. A client can send
   * any values, so use this only for data that is not stored yet, such as a draft.
   */
  readonly clientAttributes?: readonly NoInfer<Kind<Policies>>[];
  /**
   * Other origins whose pages may ask `checkEndpoint`, and may send writes to guarded handlers with
   * the user's cookies: `['https://admin.example.com']`. A rule with `anyOrigin` accepts all
   * origins.
   */
  readonly clientOrigins?: readonly string[];
  /**
   * The machine id of this app, from Clerk's dashboard (`mch_…`). The caller of an M2M token that
   * does not name this machine in its scopes is treated as signed out. Without this option, an M2M
   * token is refused with a ConfigurationError.
   */
  readonly machineId?: string;
  /**
   * `false` admits pending sessions: users who have signed in and must finish a task first, such as
   * choosing an organization. They have the role `pending` in place of `user`. Default true: they
   * are signed out. Not in the core, where the app asks Clerk, and not in Fastify and Remix, whose
   * Clerk SDKs don't have the option.
   *
   * @see https://clerk.com/docs/guides/configure/session-tasks
   */
  readonly treatPendingAsSignedOut?: boolean;
  /**
   * Passes the session token on to the PDP, which verifies it, so that policies can read
   * `request.aux_data.jwt`. Tokens of machines are never passed on. `keySetId` names one of several
   * key sets. Before version 0.53, the PDP must be configured with `auxData.jwt.cacheSize: -1`;
   * otherwise it accepts a modified token. Default `false`.
   *
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/auxdata
   */
  readonly auxData?: AuxDataOption;
  /**
   * Milliseconds for one question: Clerk, attributes of the principal, a rule's `resource`, loaders
   * and the PDP together. A rule may have its own. Default 2000.
   */
  readonly timeoutMs?: number;
  /**
   * Asks the PDP once more if the connection was refused or broke, after up to 100 ms and within
   * the same deadline. With several clients, the next replica is asked at once in any case, and all
   * of them once more if the connections to all of them broke. Default true.
   */
  readonly retry?: boolean;
  /**
   * Stops asking a PDP while most calls to it fail; questions then fail with UnavailableError
   * `breaker_open`, unless another replica answers. After 100 ms, and then after up to `restMs`
   * (default 200), one question tests whether the PDP is back. It opens when more than `failureRate`
   * (default 0.5) of the last callers had failures, in at least `minCalls` calls (default 10).
   * `false` for no breaker. Default true.
   */
  readonly breaker?:
    | boolean
    | { readonly failureRate?: number; readonly minCalls?: number; readonly restMs?: number };
  /**
   * Called for every decision, and for every question without an answer, of all verbs, guards and
   * endpoints. It runs in the request that asked, when its answer is ready, so it sees the
   * request's trace and `AsyncLocalStorage`. It is not awaited, and errors that it throws change no
   * answer (in development one warning shows them). With this option the PDP is always asked for
   * its reasons.
   */
  readonly onDecision?: (event: DecisionEvent) => unknown;
  /**
   * In development (`NODE_ENV=development`), logs a line for each denial of a guard or `authorize`:
   * who, what, and which policy. In production there is no such line. Default true.
   */
  readonly logDenials?: boolean;
  /**
   * Lets `checkEndpoint` tell `<CerbosInspector>` the decisions of the session that asks, with the
   * names of policies, roles and derived roles. For development. Default false.
   */
  readonly inspect?: boolean;
  /**
   * How many resources the PDP accepts in one call, or how many resources and actions. Set it if
   * the PDP's `server.requestLimits` are not 50 and 50. Larger questions are split.
   */
  readonly maxBatchSize?: number | { readonly resources?: number; readonly actions?: number };
}
