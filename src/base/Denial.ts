import type { StepUp } from './StepUp';

/** Codes of `DeniedError`: the answer is no. */
export type DeniedCode = 'denied' | 'signed_out' | 'step_up_required' | 'not_found';

/**
 * The details of a `DeniedError`. They never contain attributes or the principal, unless the
 * policy quotes them in its reason.
 */
export interface Denial {
  /** The reason: denied, signed out, step-up required, or no such resource. */
  readonly code: DeniedCode;
  /** The resource that was asked about. Absent when it does not exist. */
  readonly resource?: { readonly kind: string; readonly id: string };
  /** The actions that were denied. */
  readonly actions: readonly string[];
  /** The PDP's id of the call, as in its decision log; `''` if the PDP was not asked. */
  readonly cerbosCallId: string;
  /** The verification that the policy demands before it allows the actions. */
  readonly stepUp?: StepUp;
  /**
   * The policy's own words about the first of the actions that has any: the `message` of an output
   * `{"clerk": {"message": "…"}}`. One line of at most 200 characters. It is text, not HTML.
   */
  readonly reason?: string;
  /**
   * The scopes that the policy demands of an OAuth token or an API key, if the token lacks one of
   * them: the `scopes` of an output `{"clerk": {"scopes": ["invoices:refund"]}}`.
   */
  readonly scopes?: readonly string[];
}
