import type { StepUp } from './StepUp';
import type { Attributes } from './value';

/**
 * The session that a page was made for. Strings are empty if the caller is signed out or has no
 * active organization.
 */
export interface SessionKey {
  readonly userId: string;
  readonly sessionId: string;
  readonly orgId: string;
}

/** The server's decisions for the first paint of a page. They contain no secrets. */
export interface InitialDecisions {
  /** The session that was asked for. Decisions are not shown to another session. */
  readonly session: SessionKey;
  /**
   * When they were made, in milliseconds since 1970 on the server's clock. An older snapshot never
   * replaces a newer answer. Without it, they are older than anything else.
   */
  readonly decidedAt?: number;
  readonly decisions: readonly InitialDecision[];
}

/** The decisions on one resource. */
export interface InitialDecision {
  readonly kind: string;
  readonly id: string;
  /** Only for a kind that is listed in `clientAttributes`. */
  readonly attr?: Attributes;
  /** The actions that were asked about, and whether each is allowed. */
  readonly actions: Readonly<Record<string, boolean>>;
  /** The policy's own words about denied actions that have any. */
  readonly reasons?: Readonly<Record<string, string>>;
}

/** One decision on one action, as the server sends it to the inspector. */
export interface InspectedDecision {
  /** Counts up over all sessions. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** `browser` for a component in the browser, `server` for the app's code on the server. */
  readonly asker: 'browser' | 'server';
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  /** `some` for a plan with a condition, `unknown` if there was no answer. */
  readonly effect: 'allow' | 'deny' | 'some' | 'unknown';
  /** The outcome of the decision event, `not_found`, or the code of an error. */
  readonly outcome: string;
  /**
   * The policy that matched, such as `resource.document.vdefault`; `NO_MATCH` if there was none.
   */
  readonly policy: string;
  readonly roles: readonly string[];
  readonly derivedRoles: readonly string[];
  readonly stepUp?: StepUp | undefined;
  /** Where the principal or the resource does not match the policy's schemas. */
  readonly violations: readonly string[];
  /** Why it was denied, and where that stands; only while `clerk-cerbos dev` runs. */
  readonly because?: { readonly reason: string; readonly place: string };
  /** Milliseconds that the call to the PDP took; 0 if there was no call. */
  readonly duration: number;
  /**
   * How many checks the call contained; 0 if there was no call because the answer was known or the
   * resource does not exist.
   */
  readonly batchSize: number;
}
