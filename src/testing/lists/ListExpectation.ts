import type { Plan } from '../../ask/types/Plan';
import type { Principal } from '../../identify/Principal';

/** A mapping of `clerk-cerbos/drizzle`, or one of your own. */
export interface ListMapping<Where> {
  readonly kind: string;
  where: (plan: Plan) => Where;
}

/**
 * What is needed of an authorizer. What it takes is `never`, so that one fits which knows its kinds
 * and actions.
 */
export interface ListAuthorizer {
  readonly principal: Principal;
  readonly planResources: (question: never) => Promise<Plan>;
  readonly checkResources: (
    question: never,
  ) => Promise<readonly { readonly isAllowed: (action: never) => boolean }[]>;
}

/** A row, of which only the id counts. */
export interface ListedRow {
  readonly id: string | number | bigint;
}

/** The options of {@link expectListMatchesChecks}. */
export interface ListExpectation<Where> {
  /**
   * Who asks: authorizers of an app whose loader of this kind is the mapping's own
   * (`resources: { document: document.loader(db) }`).
   */
  readonly authorizers: readonly ListAuthorizer[];
  readonly actions: readonly string[];
  /**
   * Finds the rows of the table that match a condition: all of them, without a limit. `id` is what
   * policies see as `R.id`.
   */
  readonly rows: (where: Where) => PromiseLike<readonly ListedRow[]>;
  /**
   * What the app's own `planResources` says of the resource beside its kind. If the loader returns
   * scopes or versions, `rows` must then find only the rows that have this one.
   */
  readonly resource?: {
    readonly scope?: string;
    readonly policyVersion?: string;
    readonly attr?: object;
  };
  /**
   * Accept rows that are allowed but not listed. A DENY rule, and `none`, let a row through if their
   * condition fails with an error, and a plan does not tell that.
   *
   * @defaultValue `false`
   */
  readonly allowNarrower?: boolean;
}
