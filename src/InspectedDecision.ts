import type { StepUp } from './StepUp';

/** One action that was decided, as the server tells it to whoever inspects a page of theirs. */
export interface InspectedDecision {
  /** Counts up, whoever asked. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A component in the browser, or code on the server. */
  readonly asker: 'browser' | 'server';
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  /** `unknown` where there was no answer. */
  readonly effect: 'allow' | 'deny' | 'unknown';
  /** What became of the question: `decided`, `not_found`, or the code of an error. */
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
  /** How many resources the call was about; 0 without one. */
  readonly batchSize: number;
}
