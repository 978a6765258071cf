import { thrown } from '../../answer/thrown';

/** The `next` of a rule's functions, and what they told it. */
export interface NextOfRule {
  readonly next: (error?: unknown) => void;
  /** Throws the error that they handed on, if there is one. */
  readonly rethrow: () => void;
}

/**
 * Makes the `next` that a rule's functions get. They may hand on an error; but whether to go on is
 * the policy's to decide, so `next()`, `next('route')` and `next('router')` do nothing.
 */
export function nextOfRule(): NextOfRule {
  let told: { readonly error: unknown } | undefined;
  return {
    next(error) {
      // As Express sees it, nothing that is falsy is an error.
      const isError = Boolean(error) && error !== 'route' && error !== 'router';
      if (isError) told ??= { error };
    },
    rethrow() {
      if (told !== undefined) throw thrown(told.error);
    },
  };
}
