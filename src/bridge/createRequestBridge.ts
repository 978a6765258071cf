import type { HttpAnswer } from '../answer/refuse';
import type { PrincipalClient } from '../ask/createPrincipalClient';
import { createVerbs } from '../ask/createVerbs';
import type { AskOptions } from '../ask/types/Question';
import type { Authorizer, Verbs } from '../ask/types/Verbs';
import { getProperty } from '../base/value';
import {
  getOrCreate,
  type PromiseCache,
  type StopSignal,
  withDeadline,
} from '../base/withDeadline';
import type { ClerkAuth } from '../identify/ClerkAuth';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import type { Framework } from './Framework';
import { createBridge } from './createClerkCerbos';
import type { EndpointRequest } from './endpoint/EndpointRequest';
import { createCheckEndpoint } from './endpoint/createCheckEndpoint';
import { createInspection } from './endpoint/createInspection';
import type { AcceptsToken, Grant, GrantTypes } from './guard/Rule';
import { type CheckedRule, guard } from './guard/guard';

/** Gives the caller of a request a grant, or throws why not: what each guard comes down to. */
export type GrantFor<Req extends object> = <T extends GrantTypes>(
  call: Req,
  rule: CheckedRule,
  args: readonly unknown[],
) => Promise<Grant<T>>;

/** The verbs for whoever makes a request, and what guards are made of. */
export interface RequestBridge<Policies extends object, Req extends object> {
  readonly verbs: Verbs<Policies, [call: Req]> & {
    readonly authorizer: (call: Req) => Promise<Authorizer<Policies>>;
  };
  readonly grantFor: GrantFor<Req>;
  /** Answers what the browser asks in this request. */
  readonly answerChecks: (call: Req, asked: EndpointRequest) => Promise<HttpAnswer>;
  /** Everything that can be asked in this request. */
  readonly open: (
    call: Req,
    acceptsToken?: AcceptsToken,
    options?: AskOptions,
  ) => Promise<PrincipalClient>;
}

/**
 * Joins Clerk and Cerbos for a framework that answers over HTTP, the browser too. What is asked in
 * a request is asked once, as long as Clerk says the same of its caller.
 *
 * @throws ConfigurationError for options that can't work.
 */
export function createRequestBridge<Policies extends object, L, Call extends object>(
  options: ClerkCerbosOptions<Policies, L>,
  { auth, requestKey = (call) => call }: Framework<Call>,
): RequestBridge<Policies, Call> {
  const inspection = getProperty(options, 'inspect') === true ? createInspection() : undefined;
  const bridge = createBridge<Policies, L>(options, inspection?.listen);
  const checkEndpoint = createCheckEndpoint(options, inspection);
  const inquiries = createPerRequest<PrincipalClient>();

  const open = async (
    call: Call,
    acceptsToken?: AcceptsToken,
    { signal }: AskOptions = {},
  ): Promise<PrincipalClient> => {
    const ask = () => auth(call, acceptsToken);
    const caller = await (signal === undefined ? ask() : withDeadline({ signal }, ask));
    // All that it says: some other middleware may let Clerk identify the caller anew.
    const said = JSON.stringify(caller);
    return inquiries(requestKey(call), said, (signal) => bridge.open(caller, { signal }), signal);
  };

  return {
    open,
    verbs: {
      ...createVerbs<Policies, [call: Call]>(1, (call, options) => open(call, undefined, options)),
      authorizer: async (call) => bridge.authorizer(await open(call)),
    },
    answerChecks: (call, asked) => checkEndpoint(asked, () => open(call)),
    async grantFor(call, rule, args) {
      const inquiry = await open(call, rule.acceptsToken);
      return guard(inquiry, bridge.authorizer(inquiry), rule, args);
    },
  };
}

/** Remembers what is made for a request, by name, as long as the key of the request lives. */
export function createPerRequest<Value>() {
  const requests = new WeakMap<object, PromiseCache<Value>>();
  return (
    key: object,
    name: string,
    make: (signal: StopSignal) => Promise<Value>,
    signal?: StopSignal,
  ): Promise<Value> => {
    const known = requests.get(key) ?? new Map<string, never>();
    requests.set(key, known);
    return getOrCreate(known, name, make, signal);
  };
}

/** Asks Clerk once per request and kinds of token, where its SDK verifies at every call. */
export function readAuthOnce<Call extends object>(
  ask: Framework<Call>['auth'],
  keyOf: (call: Call) => object,
): Framework<Call>['auth'] {
  const auths = createPerRequest<ClerkAuth>();
  return (call, acceptsToken?: AcceptsToken) =>
    auths(keyOf(call), JSON.stringify([acceptsToken]), () => ask(call, acceptsToken));
}
