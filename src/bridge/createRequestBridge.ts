import type { GuardedCall } from '../answer/refuse';
import type { HttpAnswer } from '../answer/toProblem';
import type { PrincipalClient } from '../ask/PrincipalClient';
import type { Authorizer, VerbsWithAuthorizer } from '../ask/types/Verbs';
import { refuseDropped, watchRequest } from '../ask/refuseDropped';
import { invalidConfiguration } from '../base/errors';
import { isDenied } from '../base/isClerkCerbosError';
import { getProperty, isObject, withoutPrototype } from '../base/value';
import { getOrCreate, type SharedPromise, Stopper } from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import { unverifiedReason } from '../identify/identify';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { createBridge } from './createBridge';
import { createCheckEndpoint } from './endpoint/createCheckEndpoint';
import { createInspection } from './endpoint/createInspection';
import type { EndpointRequest } from './endpoint/EndpointRequest';
import { readBrowserOptions } from './endpoint/readCheckBody';
import type { Framework } from './Framework';
import { createGrantFor } from './guard/GrantFor';
import { grantOrDenial } from './guard/grantOrDenial';
import type { CheckedRule, GuardRule } from './guard/readRule';
import { refuseForgedWrite } from './guard/refuseForgedWrite';
import type { AcceptsToken, Grant, GrantTypes } from './guard/Rule';
import { readPending } from './readPending';

/**
 * Starts a call of a guarded handler. Its `grant` resolves if the handler may run, and otherwise
 * rejects.
 *
 * @param args - the arguments that the framework passed to the handler.
 */
export type Guard<Req extends object> = (
  req: Req,
  rule: CheckedRule,
  args: readonly unknown[],
) => GuardedCall & { readonly grant: <T extends GrantTypes>() => Promise<Grant<T>> };

/** Of a rule: what limits how its question is asked. */
type AskLimits = Pick<CheckedRule, 'acceptsToken' | 'timeoutMs' | 'anyOrigin'>;

/** The verbs for the caller of a request, and the parts of a guard. */
export interface RequestBridge<Policies extends object, L, Req extends object> {
  readonly verbs: VerbsWithAuthorizer<Policies, [req: Req], L>;
  /** The verbs in a framework that knows the current request. */
  readonly verbsOf: (currentRequest: () => Promise<Req>) => VerbsWithAuthorizer<Policies, [], L>;
  readonly guard: Guard<Req>;
  /**
   * Asks as the caller of a request, and refuses a write that another origin has forged. `args` are
   * the arguments that the framework passed to the handler.
   */
  readonly ask: <T>(
    req: Req,
    limits: AskLimits,
    args: readonly unknown[],
    work: (
      client: PrincipalClient,
      authorizerOf: () => Authorizer<Policies>,
      stopper: Stopper,
      /** Milliseconds to wait for the PDP, if the question itself may take longer. */
      pdpTimeoutMs: number | undefined,
    ) => Promise<T>,
  ) => Promise<T>;
  /** Asks a rule, and returns its grant or throws the reason of the refusal. */
  readonly grantFor: <T extends GrantTypes>(req: Req, rule: GuardRule) => Promise<Grant<T>>;
  /**
   * Runs what is not guarded by a rule, such as a page. Throws if it did not wait for an `authorize`.
   */
  readonly watch: <T>(req: Req, handle: () => T | Promise<T>) => Promise<T>;
  /** Answers a question of the browser. */
  readonly answerChecks: (
    req: Req,
    asked: EndpointRequest,
    args?: readonly unknown[],
  ) => Promise<HttpAnswer>;
}

/**
 * Connects Clerk and Cerbos in a framework that answers over HTTP. Within one request, equal
 * questions are asked once, as long as Clerk reports the same caller.
 *
 * @throws ConfigurationError for options that can't work.
 */
export function createRequestBridge<Policies extends object, L, Req extends object>(
  options: ClerkCerbosOptions<Policies, L>,
  framework: Framework<Req>,
): RequestBridge<Policies, L, Req> {
  const { auth, requestKey = (req: Req) => req, assertCurrent, head, signal: signalOf } = framework;
  const { requestName = 'req', watchKey = (req: Req) => req } = framework;
  const inspection = getProperty(options, 'inspect') === true ? createInspection() : undefined;
  const bridge = createBridge<Policies, L>(options, inspection?.listen);
  const checkEndpoint = createCheckEndpoint(options, inspection);
  const { clientOrigins } = readBrowserOptions(options);
  const pending = readPending(options);
  const clientsOf = createPerRequest<PrincipalClient>();
  const watched = (req: Req) => [watchKey(req), requestKey(req)];
  // As its type says, if the verb was called with a request.
  const firstRequest = ([req]: readonly unknown[]) => (isObject(req) ? watchKey(req as Req) : req);

  const open = async (
    req: Req,
    acceptsToken: AcceptsToken | undefined,
    stopper: Stopper,
  ): Promise<PrincipalClient> => {
    stopper.waitingFor(() => "Clerk's SDK");
    const accepted = acceptsToken === undefined ? {} : { acceptsToken };
    const caller = await auth(req, withoutPrototype({ ...pending, ...accepted }));
    stopper.throwIfStopped();
    // Everything that identify reads. Other middleware may make Clerk identify the caller again,
    // and a caller who could not be verified is not the same as a signed-out one.
    const name = JSON.stringify([caller, unverifiedReason(caller)]);
    const assertThis = assertCurrent && (() => assertCurrent(req));
    const known = clientsOf(requestKey(req));
    const client =
      known.get(name) ?? bridge.principalClientFor(caller, { assertCurrent: assertThis });
    known.set(name, client);
    return client;
  };

  const parts: Omit<RequestBridge<Policies, L, Req>, 'grantFor'> = {
    verbs: bridge.verbsFor<[req: Req]>(
      1,
      ([req], stopper) => {
        checkRequest(req, requestName);
        return open(req, undefined, stopper);
      },
      requestName,
      firstRequest,
    ),
    verbsOf: (currentRequest) =>
      bridge.verbsFor<[]>(
        0,
        async (_, stopper) => {
          stopper.waitingFor(() => 'the framework');
          const req = await currentRequest();
          return open(req, undefined, stopper);
        },
        '',
        () => async () => requestKey(await currentRequest()),
      ),
    answerChecks(req, asked, args = []) {
      const signal = signalOf?.(req, args);
      const find = (stopper: Stopper) => open(req, undefined, stopper);
      return checkEndpoint(asked, (ask) => bridge.run(find, { signal }, ask), signal);
    },
    watch: (req, handle) => refuseDropped(watched(req), handle),
    ask(req, { acceptsToken, timeoutMs, anyOrigin }, args, work) {
      const find = (stopper: Stopper) => open(req, acceptsToken, stopper);
      const deadline = { signal: signalOf?.(req, args), timeoutMs };
      const pdpTimeoutMs = timeoutMs === undefined ? undefined : bridge.timeoutMs;
      return bridge.run(find, deadline, async (client, stopper) => {
        const { principal } = await client.ready(stopper);
        stopper.throwIfStopped();
        if (!anyOrigin) refuseForgedWrite(head(req), principal, clientOrigins);
        const authorizerOf = () => bridge.authorizerOf(client, () => watchKey(req));
        return work(client, authorizerOf, stopper, pdpTimeoutMs);
      });
    },
    guard(req, rule, args) {
      const signal = signalOf?.(req, args);
      const requests = watched(req);
      const call = {
        onDenied: rule.onDenied,
        args,
        isGone: false,
        run: <T>(handle: () => T | Promise<T>) => refuseDropped(requests, handle),
        watch: () => watchRequest(requests),
        async grant<T extends GrantTypes>() {
          try {
            const granted = await parts.ask(req, rule, args, (client, authorizerOf, ...limits) =>
              grantOrDenial<T>(client, authorizerOf, rule, args, ...limits),
            );
            // A denial is an answer, so the loaders' signal is not aborted.
            if (isDenied(granted)) throw granted;
            return granted;
          } catch (error) {
            // An error that the handler throws later must not be mistaken for this one.
            call.isGone = signal?.aborted === true && error === signal.reason;
            throw error;
          }
        },
      };
      return call;
    },
  };
  const ask = (req: Req, rule: CheckedRule) => {
    checkRequest(req, requestName);
    return parts.guard(req, rule, []).grant();
  };
  return { ...parts, grantFor: createGrantFor<Req>(ask, bridge.watch(firstRequest)) };
}

/** Remembers values by name, as long as the key of the request lives. */
function createPerRequest<Value>(): (key: object) => Map<string, Value> {
  const requests = new WeakMap<object, Map<string, Value>>();
  return (key) => {
    const known = requests.get(key) ?? new Map<string, Value>();
    requests.set(key, known);
    return known;
  };
}

/** Asks Clerk once per request and options, for SDKs that verify the token at every call. */
export function readAuthOnce<Req extends object>(
  ask: Framework<Req>['auth'],
  keyOf: (req: Req) => object,
): Framework<Req>['auth'] {
  const authsOf = createPerRequest<SharedPromise<ClerkAuth>>();
  return (req, options) => {
    const name = JSON.stringify(options);
    // It has no deadline, because all callers in this request share it.
    return getOrCreate(authsOf(keyOf(req)), name, () => ask(req, options), new Stopper());
  };
}

/** @throws ConfigurationError `invalid_configuration` for a value that is no request. */
function checkRequest(given: unknown, name: string): void {
  if (isObject(given)) return;
  const what = given === undefined ? 'nothing' : 'another value';
  throw invalidConfiguration(
    `A verb was called with ${what} in place of ${name}, which says who asks. Write isAllowed(${name}, question).`,
  );
}
