import type { Stopper } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { Principal } from '../identify/Principal';
import type { Decided } from './decide';
import type { ReadyResource } from './loads';
import type { CheckedResult } from './pdp/createChecks';
import type { Plan } from './types/Decision';
import type { DecisionEvent } from './types/DecisionEvent';
import type { ParsedQuestion, ParsedResource } from './types/Question';

/** Asks for one principal: what all verbs and guards are made of. */
export interface PrincipalClient {
  /** Clerk's auth object; a signed-out one where the principal is anonymous. */
  readonly auth: ClerkAuth;
  /** As policies saw it last: after `forget`, its attributes are loaded anew by the next question. */
  readonly principal: Principal;
  /** Answers come in the order of the questions. The deadline is that of the stopper. */
  check: (
    questions: readonly ParsedQuestion[],
    options: CheckOptions,
    stopper: Stopper,
  ) => Promise<Answer[]>;
  plan: (
    query: Omit<ParsedResource, 'id'>,
    actions: readonly string[],
    stopper: Stopper,
  ) => Promise<Plan>;
  /**
   * Refuses what is not asked in the request that the client belongs to; absent where the framework
   * can't tell.
   *
   * @throws ConfigurationError `invalid_configuration`; what the framework throws.
   */
  readonly assertCurrent?: (() => Promise<void>) | undefined;
  /** Tells `onDecision` that a guard was given up before it knew which resource to ask about. */
  tellGivenUp: (actions: readonly string[], reason: unknown, durationMs: number) => void;
  /** Loads and asks everything anew from now on. */
  forget: () => void;
}

/** What a check is told beside its questions; all of it, so that none is inherited. */
export interface CheckOptions {
  readonly includeMetadata: boolean | undefined;
  /** Where the question comes from: the app's code on the server, or the browser. */
  readonly asker: DecisionEvent['asker'];
  /** Milliseconds to wait for the PDP, where the question may take longer for other parts. */
  readonly pdpTimeoutMs: number | undefined;
}

/** A decision, the resource that it is about, and what the PDP said of it. */
export interface Answer extends Decided {
  /** `undefined` where there is no such thing. */
  readonly ready: ReadyResource | undefined;
  /** `undefined` where the PDP was not asked, since there is no such thing. */
  readonly result: CheckedResult | undefined;
  /** Is a denial to look as if there were no such thing? Only where the question says `notFoundUnless`. */
  readonly isHidden: boolean;
}
