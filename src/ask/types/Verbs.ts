import type { InitialDecisions } from '../../base/wire';
import type { Principal } from '../../identify/Principal';
import type { Decision, Plan } from './Decision';
import type { Action, Kind, RegisteredPolicies } from './Policies';
import type {
  AskOptions,
  AuthorizeQuestion,
  CheckEntry,
  CheckQuestion,
  IsAllowedQuestion,
  PlanQuestion,
} from './Question';

/**
 * The questions that can be asked, each after the arguments that say who is asking (`First`:
 * none where that is known already, the auth object in the core, the request elsewhere).
 */
export interface Verbs<Policies extends object, First extends readonly unknown[]> {
  /**
   * What may be done to this resource?
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  checkResource: <const K extends Kind<Policies>>(
    ...args: [...First, question: CheckQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Decision<Action<Policies, K>>>;

  /** What may be done to these resources? Decisions come in the order asked. */
  checkResources: <const Entries extends readonly CheckEntry<Policies>[]>(
    ...args: [
      ...First,
      question: { readonly resources: Entries; readonly includeMetadata?: boolean },
      options?: AskOptions,
    ]
  ) => Promise<{
    [I in keyof Entries]: Decision<Action<Policies, Entries[I]['resource']['kind']>>;
  }>;

  /** May this one thing be done? */
  isAllowed: <const K extends Kind<Policies>>(
    ...args: [...First, question: IsAllowedQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<boolean>;

  /**
   * Lets only those pass who may do this.
   *
   * @throws DeniedError if any of the actions is not allowed, or there is no such resource; with
   * `onDenied`, its code may be `not_found` for both.
   */
  authorize: <const K extends Kind<Policies>>(
    ...args: [...First, question: AuthorizeQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Decision<Action<Policies, K>>>;

  /**
   * Which resources of this kind may it be done to? Loaders are not asked: where they return a
   * `scope` or a `policyVersion`, ask once for each, and filter only the rows that have it. Without,
   * the answer is that of the base policy, which may allow what a scope denies.
   */
  planResources: <const K extends Kind<Policies>>(
    ...args: [...First, question: PlanQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Plan>;

  /**
   * Decides what the first paint of a page shows, for its browser to start with. A resource that is
   * not there is one to which nothing may be done.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  snapshot: (
    ...args: [...First, checks: readonly CheckEntry<Policies>[], options?: AskOptions]
  ) => Promise<InitialDecisions>;
}

/** The verbs, for one principal. */
export interface Authorizer<Policies extends object = RegisteredPolicies> extends Verbs<
  Policies,
  []
> {
  /** Who is asking, as the policies see them. */
  readonly principal: Principal;

  /**
   * Forgets what was answered, so that it is asked anew: after a write, for example. An
   * authorizer remembers every answer for as long as it lives.
   */
  forget: () => void;
}

/** The verbs, after the arguments that say who is asking, and a way to bind them to the caller. */
export interface VerbsWithAuthorizer<
  Policies extends object,
  First extends readonly unknown[],
> extends Verbs<Policies, First> {
  /**
   * Binds the verbs to the caller, and shows the principal that policies see.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError.
   */
  authorizer: (...args: First) => Promise<Authorizer<Policies>>;
}
