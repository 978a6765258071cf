import type { Action, Attr, Kind } from '../../ask/types/Policies';
import type { OnDenied } from '../../ask/types/Question';
import { watchVerb, type Watching } from '../../ask/watchCalls';
import { invalidConfiguration } from '../../base/errors';
import { snapshot } from '../../base/snapshot';
import { getProperty, isObject } from '../../base/value';
import { type CheckedRule, type GuardRule, readRule } from './readRule';
import type { Grant, GrantOf, GrantTypes, Rule } from './Rule';

/** A rule for `grantFor`. Its functions get no arguments: write what they need around them. */
export type GrantRule<
  Policies extends object,
  K extends Kind<Policies>,
  A extends Attr<Policies, K> = Attr<Policies, K>,
> = Rule<Policies, K, [], never, A> & { readonly onDenied?: OnDenied<Action<Policies, K>> };

/** Asks a rule, and returns its grant. `First` are the arguments that tell who asks. */
export type GrantFor<Policies extends object, L, First extends readonly unknown[]> = <
  const K extends Kind<Policies>,
  const A extends Attr<Policies, K> = never,
>(
  ...args: [...First, rule: GrantRule<Policies, K, A>]
) => Promise<GrantOf<Policies, L, K, A>>;

type UntypedGrantFor<Req extends object> = <T extends GrantTypes>(
  req: Req,
  rule: GuardRule,
) => Promise<Grant<T>>;

/**
 * Makes `grantFor`. It is the guard for frameworks whose handlers don't answer a request
 * themselves, such as the procedures of tRPC, resolvers of GraphQL, and guards of NestJS.
 *
 * @param ask - starts the guard of the request.
 */
export function createGrantFor<Req extends object>(
  ask: (req: Req, rule: CheckedRule) => Promise<Grant<GrantTypes>>,
  watching: Watching,
): UntypedGrantFor<Req> {
  const grantFor = watchVerb(
    'grantFor',
    // Async, so that a wrong rule is a rejection, as in the verbs.
    async (req: Req, rule: GuardRule) => ask(req, readGrantRule(rule)),
    watching,
  );
  // The rule was typed together with T.
  return grantFor as UntypedGrantFor<Req>;
}

/**
 * The app makes the rule with each request, so the caller may have chosen the id: one that can't be
 * an id is a resource that does not exist, and not a mistake of the app.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
function readGrantRule(rule: GuardRule): CheckedRule {
  const given = getProperty(rule, 'resource');
  // Copied now: the app may change it while Clerk is asked.
  const resource = isObject(given) ? snapshot(given) : undefined;
  const checked = readRule(resource ? { ...rule, resource: () => resource } : rule);
  if (typeof checked.onDenied !== 'function') return checked;
  throw invalidConfiguration(
    "The rule of grantFor has an onDenied that is a function. Write onDenied: 'not-found' or { notFoundUnless: 'view' }, and catch the error that grantFor throws.",
  );
}
