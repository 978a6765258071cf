import type { ErrorCode } from '../../base/errors';
import type { StepUp } from '../../base/wire';
import type { Principal } from '../../identify/Principal';
import type { SchemaViolation } from './Decision';
import type { DecisionMetadata, Effect } from './Decision';

/**
 * What came of a question: all that was asked is allowed, or not all of it; a plan may also be
 * `conditional`. The others have no answer: the PDP could not be asked (`unavailable`), the question
 * (`rejected`) or the app (`misconfigured`) is wrong, the caller gave up (`aborted`), or the app's
 * own code threw, such as a loader (`failed`).
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
 * One question and what came of it, as `onDecision` is told. Frozen, and always with every key. It
 * never holds attributes, outputs, tokens or messages of errors.
 */
export interface DecisionEvent {
  /** About one resource, or, as `planResources` asks, about all of a kind. */
  readonly type: 'check' | 'plan';
  readonly outcome: DecisionOutcome;
  /** The code of the error, where it is one of this package's. */
  readonly errorCode: ErrorCode | undefined;
  /** Code of the app on the server, or a component in the browser, by `checkEndpoint`. */
  readonly asker: 'server' | 'browser';
  /** For whom it was asked. */
  readonly principal: {
    readonly id: string;
    readonly roles: readonly string[];
    /** `""` for nobody. */
    readonly tokenType: string;
    /** Who is impersonating the user; `""` if nobody is. */
    readonly actorId: string;
    /** `user` or `agent`; `""` if nobody is impersonating. */
    readonly actorType: string;
  };
  /**
   * What it was about; a plan's `id` is `""`. `policyVersion` and `scope` are `""` unless they were
   * asked for, or the PDP names them.
   */
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly policyVersion: string;
    readonly scope: string;
  };
  /** What was asked; without the action of `notFoundUnless`, which only shapes a denial. */
  readonly actions: readonly string[];
  /** The effect on each action of a check; `{}` without an answer, and of a plan. */
  readonly effects: Readonly<Record<string, Effect>>;
  /** False where a loader said that there is no such resource: then the PDP was not asked. */
  readonly found: boolean;
  /** What the policy demands before it would allow all that it denied. */
  readonly stepUp: StepUp | undefined;
  /** Matched policies and derived roles; of a check that the PDP answered. */
  readonly metadata: DecisionMetadata | undefined;
  /** Where the principal or the resource does not fit a schema: names, never values. */
  readonly validationErrors: readonly Pick<SchemaViolation, 'path' | 'source'>[];
  /** The PDP's id of the call, as in its decision log; `""` without an answer of it. */
  readonly cerbosCallId: string;
  /**
   * Milliseconds: of the PDP's call that answered (the longest, where it took several); without an
   * answer of the PDP, of the wait for one.
   */
  readonly durationMs: number;
  /** How many checks that call carried, those of other questions too; 0 without an answer of it. */
  readonly batchSize: number;
  /** Had that call been answered before this was asked? Then no call was made for it. */
  readonly fromMemory: boolean;
}

/**
 * Told of every decision, and of the principal that it is for, which apps are never given here.
 * Whatever it throws changes nothing.
 */
export type DecisionListener = (event: DecisionEvent, principal: Principal) => void;
