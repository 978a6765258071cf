/** A level of reverification that Clerk knows. */
export type StepUpLevel = 'first_factor' | 'second_factor' | 'multi_factor';

/** A reverification that Clerk has a name for. */
export type StepUpPreset = 'strict_mfa' | 'strict' | 'moderate' | 'lax';

/**
 * What a policy demands before it would say yes: one of Clerk's presets, or a level and the
 * number of minutes within which it must have been reached.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export type StepUp = StepUpPreset | { readonly level: StepUpLevel; readonly afterMinutes: number };

/** Who a page was made for; empty strings where nobody is signed in or no organization is active. */
export interface SessionKey {
  readonly userId: string;
  readonly sessionId: string;
  readonly orgId: string;
}

/** What was decided on the server for the first paint of a page. Nothing in it is secret. */
export interface InitialDecisions {
  /** Whose decisions these are: nobody else is shown them. */
  readonly session: SessionKey;
  readonly decisions: readonly InitialDecision[];
}

/** What may be done to one resource. */
export interface InitialDecision {
  readonly kind: string;
  readonly id: string;
  /** Only of a kind whose attributes the browser may name. */
  readonly attr?: Readonly<Record<string, unknown>>;
  /** The actions that were asked about, and whether each is allowed. */
  readonly actions: Readonly<Record<string, boolean>>;
}

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
