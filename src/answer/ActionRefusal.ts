import type { StepUp } from '../StepUp';

/**
 * What a refused server action returns, for whoever called it to show: what the body of a refused
 * request says, and the status that it would have.
 */
export interface ActionRefusal {
  readonly cerbos_error: {
    readonly title: string;
    readonly status: 401 | 403 | 404;
    readonly code: 'signed_out' | 'denied' | 'not_found';
    readonly action?: string;
    readonly actions?: readonly string[];
    readonly resource?: { readonly kind: string; readonly id: string };
    /** The PDP's id of the call, as in its decision log. */
    readonly cerbosCallId?: string;
  };
}

/**
 * What `useReverification()` looks for in what a server action returns.
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export interface ReverificationDemand {
  readonly clerk_error: {
    readonly type: 'forbidden';
    readonly reason: 'reverification-error';
    readonly metadata: { readonly reverification: StepUp };
  };
}
