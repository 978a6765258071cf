import type { CerbosClient } from '../ask/types/CerbosClient';
import type { DecisionEvent } from '../ask/types/DecisionEvent';
import type { Loaders } from '../ask/types/Loader';
import type { Kind } from '../ask/types/Policies';
import type { PrincipalMapping } from '../identify/PrincipalMapping';
import type { AuxDataOption } from '../identify/sessionToken';

/** How Clerk and Cerbos are joined. */
export interface ClerkCerbosOptions<Policies extends object, L = Loaders<Policies>> {
  /** A client of Cerbos' own SDK, for example `new HTTP('http://127.0.0.1:3592')`. */
  readonly cerbos: CerbosClient;
  /** What the app adds to the principal. */
  readonly principal?: PrincipalMapping;
  /** How resources are found on the server, by kind; only kinds that have policies. */
  readonly resources?: L & Readonly<Record<Exclude<keyof L, Kind<Policies>>, never>>;
  /**
   * Kinds without a loader whose attributes the browser says when it asks `checkEndpoint`. Anybody
   * can say anything: only for what is not yet stored, such as a draft.
   */
  readonly clientAttributes?: readonly NoInfer<Kind<Policies>>[];
  /**
   * Other origins whose pages may ask `checkEndpoint`, and may write where a rule guards, with the
   * cookies of their user: `['https://admin.example.com']`. A rule with `anyOrigin` takes all.
   */
  readonly clientOrigins?: readonly string[];
  /**
   * The machine that this app is, as Clerk's dashboard shows it (`mch_…`): an M2M token that does
   * not name it in its scopes was made for another one, and its caller is nobody. Without it, M2M
   * tokens are refused with a ConfigurationError.
   */
  readonly machineId?: string;
  /**
   * Passes the session token on to the PDP, which verifies it by itself, so that policies may read
   * `request.aux_data.jwt`; never the token of a machine. `keySetId` names one of several key sets.
   * Before version 0.53, the PDP must be configured with `auxData.jwt.cacheSize: -1`, or it believes
   * a token that was tampered with. Default `false`.
   *
   * @see https://docs.cerbos.dev/cerbos/latest/configuration/auxdata
   */
  readonly auxData?: AuxDataOption;
  /**
   * Milliseconds until a question is given up: Clerk, attributes of the principal, a rule's
   * `resource`, loaders and the PDP together. A rule may say its own. Default 2000.
   */
  readonly timeoutMs?: number;
  /**
   * Ask once more, after up to 100 ms and within the same deadline, where the connection to the PDP
   * was refused or broke. Default true.
   */
  readonly retry?: boolean;
  /**
   * Stop asking while most calls fail, with UnavailableError `breaker_open`, but for one call a
   * second, until one is answered. Default true.
   */
  readonly breaker?: boolean;
  /**
   * Told of every decision, and of every question that got none, as its asker has the answer: from
   * every verb, guard and endpoint. Called at once, in the request that asked, so that it sees its
   * trace and its `AsyncLocalStorage`; nobody waits for what it returns, and what it throws changes
   * no answer (development shows it, once). The PDP is then always asked for its reasons.
   */
  readonly onDecision?: (event: DecisionEvent) => unknown;
  /**
   * Has `checkEndpoint` tell `<CerbosInspector>` what was decided for the session that asks, and
   * why: policies, roles and derived roles by name. For development; default false.
   */
  readonly inspect?: boolean;
  /**
   * How many resources the PDP takes in one call, or how many resources and actions of each, where
   * its `server.requestLimits` are not the default of 50 and 50. What is more is split.
   */
  readonly maxBatchSize?: number | { readonly resources?: number; readonly actions?: number };
}
