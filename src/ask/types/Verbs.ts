import type { InitialDecisions } from '../../base/wire';
import type { ClerkAuth } from '../../identify/ClerkAuth';
import type { Principal } from '../../identify/Principal';
import type { Decision, WithValue } from './Decision';
import type { ListVerbs } from './ListVerbs';
import type { LoadedValue } from './Loader';
import type { Action, Attr, Kind, RegisteredPolicies } from './Policies';
import type { Plan } from './Plan';
import type {
  AskOptions,
  AuthorizeQuestion,
  CheckEntry,
  CheckQuestion,
  IsAllowedQuestion,
  PlanQuestion,
} from './Question';
import type { AllowedTools, GuardedTool, ToolOf, ToolQuestion, ToolRule } from './Tools';

/**
 * The questions. Each takes first the arguments that tell who asks (`First`): the auth object in
 * the core, the request in most adapters, nothing where the framework knows the request.
 */
export interface Verbs<
  Policies extends object,
  First extends readonly unknown[],
  L = unknown,
> extends ListVerbs<Policies, First> {
  /**
   * Asks what the caller may do with one resource. If a loader found it, and at least one action is
   * allowed, the decision has the loader's value at `resource.value`.
   *
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  checkResource: <const K extends Kind<Policies>>(
    ...args: [...First, question: CheckQuestion<Policies, K>, options?: AskOptions]
  ) => Promise<Decision<Action<Policies, K>> & WithValue<LoadedValue<L, K> | undefined>>;

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
   * Throws unless the caller may do all of the actions. If a loader found the resource, the decision
   * has its value at `resource.value`, so that nothing is loaded twice.
   *
   * @throws DeniedError if an action is not allowed, or there is no such resource. With `onDenied`,
   * the code can be `not_found` for both.
   */
  authorize: {
    /** For a resource that its loader finds: the decision has the loader's value. */
    <const K extends Kind<Policies>>(
      ...args: [
        ...First,
        question: AuthorizeQuestion<Policies, K> & { readonly resource: { readonly attr?: never } },
        options?: AskOptions,
      ]
    ): Promise<Decision<Action<Policies, K>> & WithValue<LoadedValue<L, K>>>;
    /** For a resource whose attributes are in the question: no loader is called. */
    <const K extends Kind<Policies>>(
      ...args: [...First, question: AuthorizeQuestion<Policies, K>, options?: AskOptions]
    ): Promise<Decision<Action<Policies, K>> & WithValue<LoadedValue<L, K> | undefined>>;
  };

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

  /**
   * Guards a tool of an AI agent. The result takes the tool's arguments first and passes on all that
   * follows, as `execute` of `ai` and of OpenAI Agents does, and the function of LangChain's `tool`.
   *
   * Each call forgets all answers and asks again, because an agent may run for minutes. `execute`
   * runs only if the rule allows. Otherwise the result is `{ cerbos_error }`: frameworks hide a
   * thrown error from the model, or tell it to try again. Errors of this package that `execute`
   * throws become a refusal, too. All other errors pass through.
   *
   * @throws ConfigurationError for a rule that can never work.
   */
  guardTool: <
    const K extends Kind<Policies>,
    Args,
    Result,
    More extends readonly unknown[],
    const A extends Attr<Policies, K> = never,
  >(
    rule: ToolRule<Policies, K, Args, A>,
    execute: (
      args: Args,
      grant: Grant<{
        readonly policies: Policies;
        readonly kind: K;
        readonly action: Action<Policies, K>;
        readonly attr: Attr<Policies, K>;
        readonly value: unknown;
      }>,
      ...more: More
    ) => Result,
  ) => GuardedTool<Args, More, Result>;

  /**
   * Returns the tools that the caller may see, from an object of tools by name, or from a list of
   * tools with names. It forgets all answers, and asks about all tools in one batch: by default for
   * the action `list` on `{ kind: 'tool', id: name }`. A list is no guard: guard each tool, too.
   *
   * @param toQuestion - what to ask about a tool instead. With several actions, all must be allowed.
   * @throws UnavailableError, RejectedError, ConfigurationError; never DeniedError.
   */
  allowedTools: <const Tools extends object>(
    tools: Tools,
    toQuestion?: (name: string, tool: ToolOf<Tools>) => ToolQuestion<Policies>,
  ) => Promise<AllowedTools<Tools>>;
}

/** The verbs for one principal, in an app with these loaders: they tell the type of a `value`. */
export interface AuthorizerOf<Policies extends object, L> extends Authorizer<Policies> {
  /** The same as in {@link Authorizer}. The `value` of the resource has its loader's type. */
  checkResource: Verbs<Policies, [], L>['checkResource'];

  /** The same as in {@link Authorizer}. The `value` of the resource has its loader's type. */
  authorize: Verbs<Policies, [], L>['authorize'];

  /** The same as in {@link Authorizer}. The `value` of the grant's resource has its loader's type. */
  guardTool: <
    const K extends Kind<Policies>,
    Args,
    Result,
    More extends readonly unknown[],
    const A extends Attr<Policies, K> = never,
  >(
    rule: ToolRule<Policies, K, Args, A>,
    execute: (args: Args, grant: GrantOf<Policies, L, K, A>, ...more: More) => Result,
  ) => GuardedTool<Args, More, Result>;
}

/** The types of a grant. */
export interface GrantTypes {
  readonly policies: object;
  readonly kind: string;
  readonly action: string;
  readonly attr: object;
  readonly value: unknown;
}

/** The types of a grant for any registered policy. */
export interface AnyGrant extends GrantTypes {
  readonly policies: RegisteredPolicies;
}

/** The argument that a guard adds to a handler: the decision that allowed it, and its context. */
export interface Grant<T extends GrantTypes = AnyGrant> {
  /** Asks further questions for the same caller. */
  readonly authorizer: Authorizer<T['policies']>;
  readonly decision: Decision<T['action']>;
  /**
   * The resource with the attributes that were used in the decision (a frozen copy), and the
   * loader's `value`. It includes scope and version, so a question about it asks the same policies.
   */
  readonly resource: {
    readonly kind: T['kind'];
    readonly id: string;
    readonly attr: Readonly<T['attr']>;
    readonly value: T['value'];
    readonly policyVersion?: string;
    readonly scope?: string;
  };
  readonly principal: Principal;
  /** Clerk's auth object. */
  readonly auth: ClerkAuth;
}

/** The grant for a resource of this kind, with these policies and loaders. */
export type GrantOf<Policies extends object, L, K extends Kind<Policies>, A = never> = Grant<{
  readonly policies: Policies;
  readonly kind: K;
  readonly action: Action<Policies, K>;
  readonly attr: Attr<Policies, K>;
  // If the rule passes attributes, the loader is not called.
  readonly value: [A] extends [never] ? LoadedValue<L, K> : LoadedValue<L, K> | undefined;
}>;

/**
 * The verbs with the arguments that tell who asks, and a function that binds them to the caller.
 */
export interface VerbsWithAuthorizer<
  Policies extends object,
  First extends readonly unknown[],
  L = unknown,
> extends Verbs<Policies, First, L> {
  /**
   * Binds the verbs to the caller. The result also shows the principal. It waits for
   * `principal.attr`, but does not fail with it: the error comes from the first question, which
   * tries once more, or from `principal`. So a route that asks nothing goes on.
   *
   * @throws ConfigurationError; what Clerk's SDK or the framework throws; UnavailableError if they
   * take too long.
   */
  authorizer: (...args: First) => Promise<AuthorizerOf<Policies, L>>;
}
