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
