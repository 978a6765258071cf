import { createPrincipalClient } from '../ask/createPrincipalClient';
import { createVerbs, type Run } from '../ask/createVerbs';
import { createNotify } from '../ask/createNotify';
import { observe } from '../ask/observe';
import { createPdpCaller } from '../ask/pdp/createPdpCaller';
import { createTickChecks } from '../ask/pdp/createTickChecks';
import type { Caller, PrincipalClient } from '../ask/PrincipalClient';
import type { DecisionListener } from '../ask/types/DecisionEvent';
import type { AuthorizerOf, VerbsWithAuthorizer } from '../ask/types/Verbs';
import { type Watching, watchVerb } from '../ask/watchCalls';
import { isDevelopment } from '../base/development';
import { errorKind } from '../base/errors';
import { type Deadline, type Stopper, withDeadline } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import { identify, signedOutUnlessAddressed, warnOfRefusedToken } from '../identify/identify';
import { type AuxData, sessionToken, tokenExpiry } from '../identify/sessionToken';
import { resolvePrincipal, type ResolvedPrincipal } from '../identify/toPrincipal';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { readOptions } from './readOptions';
import { createAllowedTools } from './tools/createAllowedTools';
import { createGuardTool, type ToolAsker } from './tools/createGuardTool';

type Awaitable<T> = T | Promise<T>;

/** Finds the client of the caller. */
type Open = (stopper: Stopper) => Awaitable<PrincipalClient>;

/** How the client of a caller is used. */
interface ClientUse extends Pick<PrincipalClient, 'assertCurrent'> {
  /** True if it asks one question, and then lives no longer. */
  readonly isForOneQuestion?: boolean;
}

/**
 * Checks the options and connects identify and ask. The core and every adapter are built on it.
 *
 * @param listener - receives every decision, like the app's own `onDecision`.
 * @throws ConfigurationError for options that can't work.
 */
export function createBridge<Policies extends object, L>(
  options: ClerkCerbosOptions<Policies, L>,
  listener?: DecisionListener,
) {
  const read = readOptions(options);
  const { mapping, machineId, auxData: passesOn, clientAttributes } = read;
  const notify = createNotify([read.listener, listener]);
  // Read once, because reading the environment is slow.
  const isDeveloped = isDevelopment();
  const settings = {
    ...read,
    caller: createPdpCaller(read),
    includeMetadataByDefault: isDeveloped,
    logsDenials: isDeveloped && read.logDenials,
  };

  const tickChecks = createTickChecks(read.batchLimits);

  const callerOf = ({ auth, principal }: ResolvedPrincipal, auxData?: AuxData): Caller => ({
    auth,
    principal,
    auxData,
    expiresAt: tokenExpiry(auth),
  });

  const completeCaller = async (resolving: Awaitable<ResolvedPrincipal>, stopper: Stopper) => {
    stopper.waitingFor(() => 'principal.attr');
    const resolved = await resolving;
    stopper.throwIfStopped();
    if (passesOn === false) return callerOf(resolved);
    stopper.waitingFor(() => "getToken() of Clerk's auth object");
    return callerOf(resolved, await sessionToken(passesOn, resolved.auth, resolved.principal));
  };

  /**
   * Reads who is calling, and makes the client of that caller. The attributes of the principal are
   * loaded when they are needed.
   *
   * @param use - `assertCurrent` throws if the client's request is not the current one.
   * @throws ConfigurationError for a value that is not an auth object. If the caller can't be
   * identified for another reason, the client says so when it is asked.
   */
  const principalClientFor = (
    given: ClerkAuth,
    { assertCurrent, isForOneQuestion = false }: ClientUse = {},
  ): PrincipalClient => {
    const auth = signedOutUnlessAddressed(machineId, given);
    if (isDeveloped) warnOfRefusedToken(auth);
    const identity = holdFailure(() => identify(auth, mapping.baseRole));
    const load = (own: Stopper): Awaitable<Caller> => {
      const resolving = resolvePrincipal(identity(), mapping);
      const isComplete = passesOn === false && !('then' in resolving);
      return isComplete ? callerOf(resolving) : completeCaller(resolving, own);
    };
    const client = createPrincipalClient(settings, {
      load,
      assertCurrent,
      checksOf: isForOneQuestion ? (call) => tickChecks(given, call) : undefined,
    });
    return notify === undefined ? client : observe(client, notify, isDeveloped);
  };

  /** Starts the only deadline of a question, finds the caller's client, and asks. */
  const run = <T>(
    open: Open,
    { timeoutMs = read.timeoutMs, signal }: Deadline,
    ask: (client: PrincipalClient, stopper: Stopper) => Promise<T>,
  ): Promise<T> =>
    withDeadline({ timeoutMs, signal }, (stopper) => {
      const opening = open(stopper);
      if (!('then' in opening)) return ask(opening, stopper);
      return opening.then((client) => {
        // After the deadline, nothing more is asked.
        stopper.throwIfStopped();
        return ask(client, stopper);
      });
    });

  const watch = (requestOf: Watching['requestOf']): Watching => ({
    isDevelopment: isDeveloped,
    requestOf,
  });

  /**
   * The verbs for one caller.
   *
   * @param requestOf - finds the request of the question, for its guard.
   * @param failure - why the principal is not known yet, if it is not.
   */
  const authorizerOf = (
    client: PrincipalClient,
    requestOf: Watching['requestOf'],
    failure?: unknown,
  ): AuthorizerOf<Policies, L> => {
    const { forget, assertCurrent } = client;
    const open =
      assertCurrent === undefined ? () => client : () => assertCurrent().then(() => client);
    const runFor: Run<[]> = (_, signal, ask) => run(open, { signal }, ask);
    const asker: ToolAsker<Policies> = {
      ask: (deadline, ask) => run(open, deadline, ask),
      forget,
      authorizerFor: (execution) => authorizerOf(client, () => execution, failure),
      timeoutMs: read.timeoutMs,
    };
    const tools = {
      guardTool: createGuardTool(asker),
      allowedTools: createAllowedTools(asker, Object.hasOwn(read.loaders, 'tool')),
    };
    return {
      get principal() {
        if (client.caller === undefined) throw failure;
        return client.caller.principal;
      },
      forget,
      ...createVerbs<Policies, [], L>(0, runFor, clientAttributes, watch(requestOf), ''),
      // Their type parameters only tie the arguments to each other; they change nothing at run time.
      ...(tools as unknown as Pick<AuthorizerOf<Policies, L>, keyof typeof tools>),
    };
  };

  /**
   * Makes the verbs. `open` finds the caller's client from the first arguments, for one question or
   * for an authorizer. `firstName` names the first argument, for a call without it. `requestOf` finds
   * the request.
   */
  const verbsFor = <First extends readonly unknown[]>(
    arity: First['length'],
    open: (first: First, stopper: Stopper, isForOneQuestion: boolean) => ReturnType<Open>,
    firstName: string,
    requestOf?: Watching['requestOf'],
  ): VerbsWithAuthorizer<Policies, First, L> => {
    const watching = watch(requestOf);
    const runFor: Run<First> = (first, signal, ask) =>
      run((stopper) => open(first, stopper, true), { signal }, ask);
    /** What can't be loaded fails the questions, and not the routes that ask none. */
    const authorizer = async (...first: First): Promise<AuthorizerOf<Policies, L>> => {
      const opened: { client?: PrincipalClient; failure?: unknown } = {};
      const load = async (client: PrincipalClient, stopper: Stopper) => {
        opened.client = client;
        await client.ready(stopper);
      };
      try {
        await run((stopper) => open(first, stopper, false), { signal: undefined }, load);
      } catch (error) {
        if (opened.client === undefined) throw error;
        opened.failure = error;
      }
      if (opened.client === undefined) throw new TypeError('Every run opens a client.');
      return authorizerOf(opened.client, requestOf && (() => requestOf(first)), opened.failure);
    };
    return {
      ...createVerbs<Policies, First, L>(arity, runFor, clientAttributes, watching, firstName),
      authorizer: watchVerb('authorizer', authorizer, watching),
    };
  };

  return { principalClientFor, run, authorizerOf, verbsFor, watch, timeoutMs: read.timeoutMs };
}

/**
 * Does the work now, and returns a function that gives the result. It also throws what the work
 * threw, except a ConfigurationError, which is thrown now.
 */
function holdFailure<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    if (errorKind(error) === 'configuration') throw error;
    return () => {
      throw error;
    };
  }
}
