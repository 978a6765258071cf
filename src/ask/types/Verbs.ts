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
 * The questions. Each takes first the arguments that tell who asks (`First`): the auth object in
 * the core, the request in most adapters, nothing where the framework knows the request.
 */
export interface Verbs<Policies extends object, First extends readonly unknown[]> {
  /**
   * Asks what the caller may do with one resource.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  checkResource: <const K extends Kind<Policies>>(
    ...args: [...First, question: CheckQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Decision<Action<Policies, K>>>;

  /**
   * Asks what the caller may do with several resources. Decisions are in the order of the question.
   * An empty list has an empty answer, without a call to the PDP.
   */
  checkResources: <const Entries extends readonly CheckEntry<Policies>[]>(
    ...args: [
      ...First,
      question: { readonly resources: Entries; readonly includeMetadata?: boolean },
      options?: AskOptions,
    ]
  ) => Promise<{
    [I in keyof Entries]: Decision<Action<Policies, Entries[I]['resource']['kind']>>;
  }>;

  /** Asks whether the caller may do one action. */
  isAllowed: <const K extends Kind<Policies>>(
    ...args: [...First, question: IsAllowedQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<boolean>;

  /**
   * Throws unless the caller may do all of the actions.
   *
   * @throws DeniedError if an action is not allowed, or there is no such resource. With `onDenied`,
   * the code can be `not_found` for both.
   */
  authorize: <const K extends Kind<Policies>>(
    ...args: [...First, question: AuthorizeQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Decision<Action<Policies, K>>>;

  /**
   * Asks for which resources of a kind the action is allowed. Loaders are not called. If they
   * return a `scope` or a `policyVersion`, ask once for each value, and filter only the rows that
   * have it. A plan without them is the one of the base policy, which may allow what a scope
   * denies.
   */
  planResources: <const K extends Kind<Policies>>(
    ...args: [...First, question: PlanQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Plan>;

  /**
   * Makes the decisions for the first paint of a page, for its browser. For a resource that does
   * not exist, every action is denied.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  snapshot: (
    ...args: [...First, checks: readonly CheckEntry<Policies>[], options?: AskOptions]
  ) => Promise<InitialDecisions>;
}

/** The verbs for one principal. */
export interface Authorizer<Policies extends object = RegisteredPolicies> extends Verbs<
  Policies,
  []
> {
  /**
   * The caller as the policies see it. Reading it throws if the attributes could not be loaded, until
   * a question has loaded them.
   */
  readonly principal: Principal;

  /**
   * Empties the cache, for example after a write. An authorizer otherwise remembers every answer
   * for as long as it lives.
   */
  forget: () => void;
}

/**
 * The verbs with the arguments that tell who asks, and a function that binds them to the caller.
 */
export interface VerbsWithAuthorizer<
  Policies extends object,
  First extends readonly unknown[],
> extends Verbs<Policies, First> {
  /**
   * Binds the verbs to the caller. The result also shows the principal. It waits for
   * `principal.attr`, but does not fail with it: the error comes from the first question, which
   * tries once more, or from `principal`. So a route that asks nothing goes on.
   *
   * @throws ConfigurationError; what Clerk's SDK or the framework throws; UnavailableError if they
   * take too long.
   */
  authorizer: (...args: First) => Promise<Authorizer<Policies>>;
}
