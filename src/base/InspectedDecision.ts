import type { StepUp } from './StepUp';

/** One action that was decided, as the server tells it to whoever inspects a page of theirs. */
export interface InspectedDecision {
  /** Counts up, whoever asked. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A component in the browser, or code of the app on the server. */
  readonly asker: 'browser' | 'server';
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  /** `some` where a plan has a condition, `unknown` where there was no answer. */
  readonly effect: 'allow' | 'deny' | 'some' | 'unknown';
  /** What became of the question: that of its event, `not_found`, or the code of an error. */
  readonly outcome: string;
  /** The policy that decided, such as `resource.document.vdefault`; `NO_MATCH` if there is none. */
  readonly policy: string;
  readonly roles: readonly string[];
  readonly derivedRoles: readonly string[];
  readonly stepUp?: StepUp | undefined;
  /** Where the principal or the resource does not fit the schemas of the policy. */
  readonly violations: readonly string[];
  /** Milliseconds that the call to the PDP took; 0 without one. */
  readonly duration: number;
  /** How many checks the call carried; 0 where none was made, since it was known or not there. */
  readonly batchSize: number;
}
