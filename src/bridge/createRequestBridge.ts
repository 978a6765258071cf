import type { HttpAnswer } from '../answer/problem';
import { createVerbs } from '../ask/createVerbs';
import type { Inquiry } from '../ask/createPrincipalClient';
import type { AskOptions } from '../ask/types/Question';
import type { Authorizer, Verbs } from '../ask/types/Verbs';
import { withDeadline } from '../base/async/withDeadline';
import { member } from '../base/getProperty';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { createBridge } from './createBridge';
import type { CheckRequest } from './endpoint/CheckRequest';
import { createCheckEndpoint } from './endpoint/createCheckEndpoint';
import { createInspection } from './endpoint/createInspection';
import type { Framework } from './Framework';
import type { Grant, GrantTypes } from './guard/Grant';
import { type CheckedRule, guard } from './guard/guard';
import type { AcceptsToken } from './guard/Rule';
import { createPerRequest } from './perRequest';

/** Gives the caller of a request a grant, or throws why not: what each guard comes down to. */
export type Admit<Call extends object> = <T extends GrantTypes>(
  call: Call,
  rule: CheckedRule,
  args: readonly unknown[],
) => Promise<Grant<T>>;

/** The verbs for whoever makes a request, and what guards are made of. */
export interface RequestBridge<Policies extends object, Call extends object> {
  readonly verbs: Verbs<Policies, [call: Call]> & {
    readonly authorizer: (call: Call) => Promise<Authorizer<Policies>>;
  };
  readonly admit: Admit<Call>;
  /** Answers what the browser asks in this request. */
  readonly answerChecks: (call: Call, asked: CheckRequest) => Promise<HttpAnswer>;
  /** Everything that can be asked in this request. */
  readonly open: (
    call: Call,
    acceptsToken?: AcceptsToken,
    options?: AskOptions,
  ) => Promise<Inquiry>;
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
  const inspection = member(options, 'inspect') === true ? createInspection() : undefined;
  const bridge = createBridge<Policies, L>(options, inspection?.listen);
  const checkEndpoint = createCheckEndpoint(options, inspection);
  const inquiries = createPerRequest<Inquiry>();

  const open = async (
    call: Call,
    acceptsToken?: AcceptsToken,
    { signal }: AskOptions = {},
  ): Promise<Inquiry> => {
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
    async admit(call, rule, args) {
      const inquiry = await open(call, rule.acceptsToken);
      return guard(inquiry, bridge.authorizer(inquiry), rule, args);
    },
  };
}
