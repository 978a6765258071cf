import { createPrincipalClient, type PrincipalClient } from '../ask/createPrincipalClient';
import { createVerbs } from '../ask/createVerbs';
import { createNotify, observe } from '../ask/observe';
import { createPdpCaller } from '../ask/pdp/callPdp';
import type { DecisionListener } from '../ask/types/DecisionEvent';
import type { Loaders } from '../ask/types/Loader';
import type { RegisteredPolicies } from '../ask/types/Policies';
import type { Authorizer, Verbs } from '../ask/types/Verbs';
import { isDevelopment } from '../base/development';
import { type Deadline, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import { signedOutUnlessAddressed } from '../identify/identify';
import { sessionToken, tokenExpiry } from '../identify/sessionToken';
import { resolvePrincipal } from '../identify/toPrincipal';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { readOptions } from './readOptions';

/** The verbs, each after the auth object of whoever is asking. */
export interface ClerkCerbos<Policies extends object = RegisteredPolicies> extends Verbs<
  Policies,
  [auth: ClerkAuth]
> {
  /** Binds the verbs to one caller, and shows the principal that policies see. */
  authorizer: (auth: ClerkAuth) => Promise<Authorizer<Policies>>;
}

/**
 * Joins Clerk and Cerbos for any runtime with `fetch`: pass each verb the auth object that
 * Clerk's server SDK gives you. Frameworks that have an entry of their own need no auth argument.
 *
 * @param options - the Cerbos client, and what the app adds: resource loaders, a principal
 * mapping, a deadline in milliseconds (default 2000).
 * @returns the verbs. They throw UnavailableError, RejectedError or ConfigurationError, and
 * `authorize` throws DeniedError; without an answer that can be trusted nothing is ever allowed.
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
>(options: ClerkCerbosOptions<Policies, L>): ClerkCerbos<Policies> {
  const bridge = createBridge<Policies, L>(options);
  return {
    ...createVerbs<Policies, [auth: ClerkAuth]>(1, (auth, options) => bridge.open(auth, options)),
    authorizer: async (auth) => bridge.authorizer(await bridge.open(auth)),
  };
}

/** What the core and every adapter are built on. */
export interface Bridge<Policies extends object> {
  /** Identifies the caller; everything that is asked then is asked for them. */
  open: (auth: ClerkAuth, options?: Pick<Deadline, 'signal'>) => Promise<PrincipalClient>;
  /** The verbs for one caller. */
  authorizer: (inquiry: PrincipalClient) => Authorizer<Policies>;
}

/**
 * Checks the options and joins identify and ask.
 *
 * @param listener - told of every decision beside the app's own `onDecision`.
 * @throws ConfigurationError for options that can't work, saying what to write instead.
 */
export function createBridge<Policies extends object, L>(
  options: ClerkCerbosOptions<Policies, L>,
  listener?: DecisionListener,
): Bridge<Policies> {
  const read = readOptions(options);
  const { mapping, timeoutMs, machineId, auxData: passesOn } = read;
  const tell = createNotify([read.listener, listener]);
  // To read the environment is slow.
  const explains = isDevelopment();
  const settings = { ...read, caller: createPdpCaller(read), includeMetadataByDefault: explains };
  return {
    async open(given, { signal } = {}) {
      const auth = signedOutUnlessAddressed(machineId, given);
      const deadline = { timeoutMs, signal };
      const resolved = resolvePrincipal(auth, mapping);
      const principal =
        resolved instanceof Promise ? await withDeadline(deadline, () => resolved) : resolved;
      const expiresAt = tokenExpiry(auth);
      const auxData = passesOn
        ? await withDeadline(deadline, () => sessionToken(passesOn, auth, principal, expiresAt))
        : undefined;
      const inquiry = createPrincipalClient(settings, { auth, principal, auxData, expiresAt });
      return tell === undefined ? inquiry : observe(inquiry, tell, explains);
    },
    authorizer: (inquiry) => ({
      principal: inquiry.principal,
      forget: inquiry.forget,
      ...createVerbs<Policies, []>(0, () => inquiry),
    }),
  };
}
