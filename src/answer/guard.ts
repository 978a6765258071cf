import { denial, missing } from '../ask/denial';
import type { Inquiry } from '../ask/Inquiry';
import { readActions, readResource } from '../ask/readQuestion';
import type { Authorizer } from '../ask/Verbs';
import { ConfigurationError, DeniedError } from '../errors';
import { isAnonymous } from '../identify/Principal';
import type { Grant, GrantTypes } from './Grant';

/** A rule of any framework, as far as guarding goes. */
export interface GuardRule {
  readonly action?: string | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly resource: unknown;
  readonly onDenied?: unknown;
}

/**
 * Refuses a rule that could never be asked, when the handler is wrapped rather than when the
 * first request comes in.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
export function checkRule(rule: GuardRule): void {
  const given: unknown = rule;
  if (typeof given !== 'object' || given === null) throw misconfigured('must be an object');
  try {
    readActions(given);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw misconfigured(`must name its action: ${reason}`, cause);
  }
  const { resource, onDenied } = rule;
  if (typeof resource !== 'function') {
    if (typeof resource !== 'object' || resource === null) {
      throw misconfigured("must have a resource: { kind: 'document', id }, or a function for it");
    }
    readResource(resource, 'resource');
  }
  if (onDenied !== undefined && onDenied !== 'not-found' && typeof onDenied !== 'function') {
    throw misconfigured("has an onDenied that is neither 'not-found' nor a function");
  }
}

/**
 * Lets only those pass whom the rule allows.
 *
 * @throws DeniedError for everybody else; UnavailableError or RejectedError where nobody can tell.
 */
export async function guard<T extends GrantTypes>(
  inquiry: Inquiry,
  authorizer: Authorizer<T['policies']>,
  rule: GuardRule,
  args: readonly unknown[],
): Promise<Grant<T>> {
  const { auth, principal } = inquiry;
  const actions = readActions(rule);
  const input: unknown =
    typeof rule.resource === 'function'
      ? await Reflect.apply(rule.resource, undefined, args)
      : rule.resource;
  if (input === null || input === undefined) {
    throw isAnonymous(principal)
      ? new DeniedError({ code: 'signed_out', actions, cerbosCallId: '' })
      : missing(actions);
  }
  const asked = readResource(input, 'resource');
  const [answer] = await inquiry.check([{ resource: asked, actions }]);
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  const { decision, ready } = answer;
  if (ready === undefined || !decision.allAllowed()) throw denial(principal, decision);
  const attr: unknown = typeof input === 'object' ? Reflect.get(input, 'attr') : undefined;
  const resource = {
    kind: asked.kind,
    id: asked.id,
    attr: typeof attr === 'object' && attr !== null ? attr : ready.raw,
    value: ready.value,
  };
  // The rule was typed together with T: this is the resource that it names, as its loader found it.
  return { authorizer, decision, resource: resource, principal, auth };
}

function misconfigured(reason: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError({
    code: 'invalid_configuration',
    message: `The rule of withCerbos ${reason}. Write withCerbos({ action: 'view', resource: { kind: 'document', id } }, handler).`,
    cause,
  });
}
