import type { CheckRequest } from './answer/CheckRequest';
import type { Grant, GrantTypes } from './answer/Grant';
import { guard, type CheckedRule } from './answer/guard';
import type { HttpAnswer } from './answer/problem';
import type { AcceptsToken } from './answer/Rule';
import { createVerbs } from './ask/createVerbs';
import type { Inquiry } from './ask/Inquiry';
import type { AskOptions } from './ask/Question';
import { remember, type Remembered } from './ask/remember';
import type { Authorizer, Verbs } from './ask/Verbs';
import type { ClerkCerbosOptions } from './ClerkCerbosOptions';
import { createWebBridge } from './createWebBridge';
import type { ClerkAuth } from './identify/ClerkAuth';

/** Gives the caller of a request a grant, or throws why not: what each guard comes down to. */
export type Admit<Request extends object> = <T extends GrantTypes>(
  request: Request,
  rule: CheckedRule,
  args: readonly unknown[],
) => Promise<Grant<T>>;

/** The verbs for whoever makes a request, and what guards are made of. */
export interface RequestBridge<Policies extends object, Request extends object> {
  readonly verbs: Verbs<Policies, [request: Request]> & {
    readonly authorizer: (request: Request) => Promise<Authorizer<Policies>>;
  };
  readonly admit: Admit<Request>;
  /** Answers what the browser asks in this request. */
  readonly answerChecks: (request: Request, asked: CheckRequest) => Promise<HttpAnswer>;
  /** Everything that can be asked in this request. */
  readonly open: (
    request: Request,
    acceptsToken?: AcceptsToken,
    options?: AskOptions,
  ) => Promise<Inquiry>;
}

/**
 * Joins Clerk and Cerbos for frameworks that hand on one and the same object for the whole of a
 * request. What is asked in a request is asked once, as long as Clerk says the same of its caller.
 *
 * @param currentAuth - asks Clerk's SDK who makes a request.
 * @throws ConfigurationError for options that can't work.
 */
export function createRequestBridge<Policies extends object, L, Request extends object>(
  options: ClerkCerbosOptions<Policies, L>,
  currentAuth: (request: Request, acceptsToken?: AcceptsToken) => Promise<ClerkAuth>,
): RequestBridge<Policies, Request> {
  const bridge = createWebBridge<Policies, L>(options);
  const requests = new WeakMap<Request, Remembered<Inquiry>>();

  const open = async (
    request: Request,
    acceptsToken?: AcceptsToken,
    { signal }: AskOptions = {},
  ): Promise<Inquiry> => {
    const auth = await currentAuth(request, acceptsToken);
    const inquiries = requests.get(request) ?? new Map<string, never>();
    requests.set(request, inquiries);
    // All that it says: some other middleware may let Clerk identify the caller anew.
    const said = JSON.stringify(auth);
    return remember(inquiries, said, (signal) => bridge.open(auth, { signal }), signal);
  };

  return {
    open,
    verbs: {
      ...createVerbs<Policies, [request: Request]>(1, (request, options) =>
        open(request, undefined, options),
      ),
      authorizer: async (request) => bridge.authorizer(await open(request)),
    },
    answerChecks: (request, asked) => bridge.checkEndpoint(asked, () => open(request)),
    async admit(request, rule, args) {
      const inquiry = await open(request, rule.acceptsToken);
      return guard(inquiry, bridge.authorizer(inquiry), rule, args);
    },
  };
}
