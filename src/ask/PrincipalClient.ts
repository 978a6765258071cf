import type { Stopper } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { AuxData } from '../identify/sessionToken';
import type { AskedPlan } from './createPlans';
import type { Decided } from './decide';
import type { ReadyResource } from './loads';
import type { CheckedResult } from './pdp/createChecks';
import type { DecisionEvent } from './types/DecisionEvent';
import type { ParsedQuestion, ParsedResource } from './types/Question';

/** The caller of all questions. */
export interface Caller {
  /** Clerk's auth object. It is a signed-out one if the principal is anonymous. */
  readonly auth: ClerkAuth;
  readonly principal: Principal;
  readonly auxData: AuxData | undefined;
  /** Milliseconds since 1970: answers may be kept until then. */
  readonly expiresAt: number;
}

/** Asks questions for one principal. All verbs and guards are made of it. */
export interface PrincipalClient {
  /**
   * The caller of the last question; `undefined` if the attributes of the principal are not loaded
   * yet, or could not be loaded. After `forget`, they are loaded again.
   */
  readonly caller: Caller | undefined;
  /**
   * Loads the attributes of the principal, unless that is done. Synchronous if there is nothing to
   * wait for. A failed load is tried again by the next question.
   *
   * @throws what the app's mapping throws; UnavailableError `token_expired`.
   */
  ready: (stopper: Stopper) => Caller | Promise<Caller>;
  /** Answers are in the order of the questions. The stopper holds the deadline. */
  check: (
    questions: readonly ParsedQuestion[],
    options: CheckOptions,
    stopper: Stopper,
  ) => Promise<Answer[]>;
  plan: (
    query: Omit<ParsedResource, 'id'>,
    actions: readonly string[],
    stopper: Stopper,
  ) => Promise<AskedPlan>;
  /**
   * Refuses questions from other requests than its own. Absent if the framework can't tell.
   *
   * @throws ConfigurationError `invalid_configuration`; what the framework throws.
   */
  readonly assertCurrent?: (() => Promise<void>) | undefined;
  /** Reports to `onDecision` a guard that stopped before its resource was known. */
  tellGivenUp: (actions: readonly string[], reason: unknown, durationMs: number) => void;
  /** Empties all caches: everything is loaded and asked again. */
  forget: () => void;
}

/** The options of a check. None is optional, so that none is inherited. */
export interface CheckOptions {
  readonly includeMetadata: boolean | undefined;
  /** Who asks: the app's code on the server, or the browser. */
  readonly asker: DecisionEvent['asker'];
  /** Milliseconds to wait for the PDP, if the question as a whole may take longer. */
  readonly pdpTimeoutMs: number | undefined;
}

/** A decision, its resource, and the PDP's answer. */
export interface Answer extends Decided {
  /**
   * Milliseconds since 1970: the decision was made later. Earlier than the call to the PDP, because
   * answers are remembered.
   */
  readonly since: number;
  /** `undefined` if there is no such resource. */
  readonly ready: ReadyResource | undefined;
  /** `undefined` if the PDP was not asked because there is no such resource. */
  readonly result: CheckedResult | undefined;
  /** True if `notFoundUnless` makes a denial look as if there were no such resource. */
  readonly isHidden: boolean;
  /** True if a denial by this answer is logged. */
  readonly logsDenial: boolean;
}
