import type { Value } from '../../base/value';
import type { StepUp } from '../../base/StepUp';

/** The effect of a policy on one action. */
export type Effect = 'EFFECT_ALLOW' | 'EFFECT_DENY';

/** An output of a rule. */
export interface Output {
  readonly action: string;
  readonly source: string;
  readonly value: Value | undefined;
}

/** The reasons for a decision, as the PDP reports them. */
export interface DecisionMetadata {
  readonly actions: Readonly<
    Record<string, { readonly matchedPolicy: string; readonly matchedScope: string } | undefined>
  >;
  readonly effectiveDerivedRoles: readonly string[];
}

/**
 * What may be done to one resource. It has the shape of a result of Cerbos' own SDK. An action is
 * allowed only if it was asked and explicitly allowed.
 */
export interface Decision<Action extends string = string> {
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly policyVersion: string;
    readonly scope: string;
  };
  /** The effect on each action that was asked. */
  readonly actions: Readonly<Record<string, Effect>>;
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly SchemaViolation[];
  /** Present in development, and when the question says `includeMetadata: true`. */
  readonly metadata: DecisionMetadata | undefined;
  /** The PDP's id of the call, as in its decision log; `""` if it was not asked. */
  readonly cerbosCallId: string;
  /** False if the loader found no such resource. Then every action is denied. */
  readonly found: boolean;
  /** The verification that the policy demands before it allows everything that it denied. */
  readonly stepUp: StepUp | undefined;
  /** Was this action asked and explicitly allowed? */
  isAllowed(this: void, action: Action): boolean;
  /** Was every action that was asked explicitly allowed? */
  allAllowed: () => boolean;
  /** The actions that were asked and explicitly allowed. */
  allowedActions: () => Action[];
  /** The value of the first output of that source. */
  output: (source: string) => Value | undefined;
}

/** What `authorize` and `checkResource` add to a decision: the value that the loader found. */
export interface WithValue<Value = unknown> {
  readonly resource: {
    /**
     * What the loader found. `undefined` if the question has the attributes itself, and if nothing
     * of what was asked is allowed. It is not enumerable, so that it is in no log and in no JSON.
     */
    readonly value: Value;
  };
}

/** A place where the principal or the resource does not match a schema. */
export interface SchemaViolation {
  readonly path: string;
  readonly message: string;
  readonly source: string;
}
