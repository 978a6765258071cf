import type { Effect, Place } from '../policies/Policy';

/** A question as the PDP got it: one principal, one resource, one action. */
export interface Question {
  readonly principal: {
    readonly id: string;
    readonly roles: readonly string[];
    readonly attr: Readonly<Record<string, unknown>>;
    readonly policyVersion?: string;
    readonly scope?: string;
  };
  readonly resource: {
    readonly kind: string;
    readonly id: string;
    readonly attr: Readonly<Record<string, unknown>>;
    readonly policyVersion?: string;
    readonly scope?: string;
  };
  readonly action: string;
  /** The claims of the token that was sent along (`auxData.jwt`). */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** One step of the PDP's engine, from its trace. */
export interface TraceEntry {
  readonly components: readonly TraceComponent[];
  readonly event: TraceEvent;
}

/** Where the engine was: `{ kind: 'KIND_RULE', rule: 'edit' }`. */
export interface TraceComponent {
  readonly kind: string;
  readonly [name: string]: unknown;
}

export interface TraceEvent {
  readonly status?: string;
  readonly effect?: string;
  readonly error?: string;
  readonly message?: string;
  readonly result?: unknown;
}

/** What the PDP answered to a question, and how it got there. */
export interface TracedAnswer {
  readonly effect: Effect;
  readonly trace: readonly TraceEntry[];
  /** Paths and messages of attributes that don't match the policies' JSON Schemas. */
  readonly schemaErrors: readonly string[];
}

/** Why a rule or a derived role did or did not apply. Each line is supported by the trace. */
export interface Reason {
  /** In words: `not owner`, `needs one of the roles org:admin`, `false: P.id == R.attr.ownerId`. */
  readonly text: string;
  readonly place?: Place;
  /** Set for what applied: it allows, or it forbids. */
  readonly applies?: 'allows' | 'forbids';
  readonly because: readonly Reason[];
}

/** Why one action was allowed or denied. */
export interface Explanation {
  readonly question: Question;
  readonly effect: Effect;
  /** The reason in one line, without what was asked: `not owner: P.id = "user_cleo", …`. */
  readonly summary: string;
  /** Where the summary's reason stands. */
  readonly place?: Place;
  /** Each rule that names the action, and what else decided. */
  readonly reasons: readonly Reason[];
}
