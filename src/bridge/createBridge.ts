import { createPrincipalClient, type PrincipalClient } from '../ask/createPrincipalClient';
import { createVerbs, type Run } from '../ask/createVerbs';
import { createNotify, observe } from '../ask/observe';
import { createPdpCaller } from '../ask/pdp/callPdp';
import type { DecisionListener } from '../ask/types/DecisionEvent';
import type { Authorizer, VerbsWithAuthorizer } from '../ask/types/Verbs';
import { isDevelopment } from '../base/development';
import { type Deadline, type Stopper, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import { signedOutUnlessAddressed } from '../identify/identify';
import type { Principal } from '../identify/Principal';
import { type AuxData, sessionToken, tokenExpiry } from '../identify/sessionToken';
import { resolvePrincipal } from '../identify/toPrincipal';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { readOptions } from './readOptions';

type Awaitable<T> = T | Promise<T>;

/** Finds the client of the caller who asks. */
type Open = (stopper: Stopper) => Awaitable<PrincipalClient>;

/**
 * Checks the options and joins identify and ask: what the core and every adapter are built on.
 *
 * @param listener - told of every decision beside the app's own `onDecision`.
 * @throws ConfigurationError for options that can't work, saying what to write instead.
 */
export function createBridge<Policies extends object, L>(
  options: ClerkCerbosOptions<Policies, L>,
  listener?: DecisionListener,
) {
  const read = readOptions(options);
  const { mapping, machineId, auxData: passesOn, clientAttributes } = read;
  const notify = createNotify([read.listener, listener]);
  // To read the environment is slow.
  const includeMetadataByDefault = isDevelopment();
  const settings = { ...read, caller: createPdpCaller(read), includeMetadataByDefault };

  const clientOf = (auth: ClerkAuth, principal: Principal, auxData?: AuxData) => {
    const caller = { auth, principal, auxData, expiresAt: tokenExpiry(auth) };
    const client = createPrincipalClient(settings, caller);
    return notify === undefined ? client : observe(client, notify, includeMetadataByDefault);
  };

  const completeClient = async (
    auth: ClerkAuth,
    resolving: Awaitable<Principal>,
    stopper: Stopper,
  ) => {
    stopper.waitingFor(() => 'principal.attr');
    const principal = await resolving;
    stopper.throwIfStopped();
    if (passesOn === false) return clientOf(auth, principal);
    stopper.waitingFor(() => "getToken() of Clerk's auth object");
    return clientOf(auth, principal, await sessionToken(passesOn, auth, principal));
  };

  /** Identifies the caller, and makes the client that asks for them. */
  const principalClientFor = (given: ClerkAuth, stopper: Stopper): Awaitable<PrincipalClient> => {
    const auth = signedOutUnlessAddressed(machineId, given);
    const principal = resolvePrincipal(auth, mapping);
    if (passesOn !== false || 'then' in principal) return completeClient(auth, principal, stopper);
    return clientOf(auth, principal);
  };

  /** Opens the one deadline of a question, finds the caller's client, and asks. */
  const run = <T>(
    open: Open,
    { timeoutMs = read.timeoutMs, signal }: Deadline,
    ask: (client: PrincipalClient, stopper: Stopper) => Promise<T>,
  ): Promise<T> =>
    withDeadline({ timeoutMs, signal }, (stopper) => {
      const opening = open(stopper);
      if (!('then' in opening)) return ask(opening, stopper);
      return opening.then((client) => {
        // Nothing more is asked for a caller who has heard already that it is too late.
        stopper.throwIfStopped();
        return ask(client, stopper);
      });
    });

  /** The verbs for one caller. */
  const authorizerOf = (client: PrincipalClient): Authorizer<Policies> => {
    const runFor: Run<[]> = (_, signal, ask) => run(() => client, { signal }, ask);
    const { principal, forget } = client;
    return { principal, forget, ...createVerbs<Policies, []>(0, runFor, clientAttributes) };
  };

  /** Makes the verbs; `open` finds the client of the caller that their first arguments name. */
  const verbsFor = <First extends readonly unknown[]>(
    arity: First['length'],
    open: (first: First, stopper: Stopper) => ReturnType<Open>,
  ): VerbsWithAuthorizer<Policies, First> => {
    const runFor: Run<First> = (first, signal, ask) =>
      run((stopper) => open(first, stopper), { signal }, ask);
    return {
      ...createVerbs<Policies, First>(arity, runFor, clientAttributes),
      authorizer: (...first) =>
        runFor(first, undefined, (client) => Promise.resolve(authorizerOf(client))),
    };
  };

  return { principalClientFor, run, authorizerOf, verbsFor, timeoutMs: read.timeoutMs };
}
