import type { ErrorCode } from '../../base/errors';
import type { StepUp } from '../../base/StepUp';
import type { Principal } from '../../identify/Principal';
import type { SchemaViolation } from './Decision';
import type { DecisionMetadata, Effect } from './Decision';

/**
 * The outcome of a question. `allowed`: everything that was asked is allowed. `denied`: not
 * everything. `conditional`: a plan with a condition. The other outcomes have no answer: the PDP
 * could not be asked (`unavailable`), the question is wrong (`rejected`), the app is set up wrongly
 * (`misconfigured`), the caller gave up (`aborted`), or the app's own code threw, such as a loader
 * (`failed`).
 */
export type DecisionOutcome =
  | 'allowed'
  | 'denied'
  | 'conditional'
  | 'unavailable'
  | 'rejected'
  | 'misconfigured'
  | 'aborted'
  | 'failed';

/**
 * One question and its outcome, as passed to `onDecision`. Frozen, and always with every key. It
 * never contains attributes, outputs, tokens or error messages.
 */
export interface DecisionEvent {
  /** `check` for one resource, `plan` for `planResources`. */
  readonly type: 'check' | 'plan';
  readonly outcome: DecisionOutcome;
  /** The code of the error, if it is an error of this package. */
  readonly errorCode: ErrorCode | undefined;
  /** `server` for the app's code, `browser` for a question to `checkEndpoint`. */
  readonly asker: 'server' | 'browser';
  /** The caller of the question. */
  readonly principal: {
    readonly id: string;
    readonly roles: readonly string[];
    /** `""` if the caller is anonymous. */
    readonly tokenType: string;
    /** The id of who impersonates the user; `""` if there is none. */
    readonly actorId: string;
    /** `user` or `agent`; `""` if the session is not impersonated. */
    readonly actorType: string;
  };
  /**
   * The resource. The `id` of a plan is `""`. `policyVersion` and `scope` are `""`, unless the
   * question or the PDP names them.
   */
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly policyVersion: string;
    readonly scope: string;
  };
  /** The actions that were asked about, without the one of `notFoundUnless`. */
  readonly actions: readonly string[];
  /** The effect on each action of a check; `{}` if there is no answer, and for a plan. */
  readonly effects: Readonly<Record<string, Effect>>;
  /** False if the loader found no such resource. Then the PDP was not asked. */
  readonly found: boolean;
  /** The verification that the policy demands before it allows everything that it denied. */
  readonly stepUp: StepUp | undefined;
  /** Matched policies and derived roles, for a check that the PDP answered. */
  readonly metadata: DecisionMetadata | undefined;
  /** Where the principal or the resource does not match a schema: names only, no values. */
  readonly validationErrors: readonly Pick<SchemaViolation, 'path' | 'source'>[];
  /** The PDP's id of the call, as in its decision log; `""` if the PDP did not answer. */
  readonly cerbosCallId: string;
  /**
   * The address of the PDP that answered, without user name, password and query; `""` if the PDP did
   * not answer, or its client has no address. It tells replicas apart.
   */
  readonly pdp: string;
  /**
   * Milliseconds that the PDP's call took (the longest one, if there were several). If the PDP did
   * not answer: milliseconds of waiting.
   */
  readonly durationMs: number;
  /**
   * The number of checks in the call, including those of other questions; 0 if the PDP did not
   * answer.
   */
  readonly batchSize: number;
  /** True if the answer was known before the question, so that no call was made for it. */
  readonly fromMemory: boolean;
}

/**
 * Receives every decision together with its principal, which the app's own `onDecision` does not
 * get. Errors that it throws change nothing.
 */
export type DecisionListener = (event: DecisionEvent, principal: Principal) => void;
