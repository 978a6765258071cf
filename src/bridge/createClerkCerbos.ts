import type { Loaders } from '../ask/types/Loader';
import type { RegisteredPolicies } from '../ask/types/Policies';
import type { VerbsWithAuthorizer } from '../ask/types/Verbs';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { createBridge } from './createBridge';
import { readPending } from './readPending';

/** The verbs. The first argument of each is the caller's auth object. */
export type ClerkCerbos<
  Policies extends object = RegisteredPolicies,
  L = Loaders<Policies>,
> = VerbsWithAuthorizer<Policies, [auth: ClerkAuth], L>;

/**
 * Connects Clerk and Cerbos in any runtime with `fetch`: pass to each verb the auth object from
 * Clerk's server SDK. If your framework has its own entry, use that one; its verbs need no auth
 * object.
 *
 * @param options - the Cerbos client, and optionally resource loaders, a principal mapping, a
 * deadline in milliseconds (default 2000) and more.
 * @returns the verbs. They throw UnavailableError, RejectedError or ConfigurationError; `authorize`
 * also throws DeniedError. Without an answer that can be trusted, nothing is allowed.
 * @throws ConfigurationError for options that can't work.
 * @example
 * ```ts
 * import { HTTP } from '@cerbos/http';
 * import { type ClerkAuth, createClerkCerbos } from 'clerk-cerbos';
 *
 * const { isAllowed } = createClerkCerbos({ cerbos: new HTTP('http://127.0.0.1:3592') });
 *
 * export const mayEdit = (auth: ClerkAuth, id: string, ownerId: string) =>
 *   isAllowed(auth, { resource: { kind: 'document', id, attr: { ownerId } }, action: 'edit' });
 * ```
 * @see https://docs.cerbos.dev/cerbos/latest/api/index.html
 */
export function createClerkCerbos<
  Policies extends object = RegisteredPolicies,
  const L extends Loaders<Policies> = Loaders<Policies>,
>(options: ClerkCerbosOptions<Policies, L>): ClerkCerbos<Policies, L> {
  readPending(
    options,
    "The verbs of this entry take the auth object: pass the option to Clerk's SDK, as in await auth({ treatPendingAsSignedOut: false }).",
  );
  const { verbsFor, principalClientFor } = createBridge<Policies, L>(options);
  return verbsFor<[auth: ClerkAuth]>(
    1,
    ([auth], _, isForOneQuestion) => principalClientFor(auth, { isForOneQuestion }),
    'auth',
  );
}
