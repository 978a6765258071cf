import type { Answer, Caller, PrincipalClient } from '../../ask/PrincipalClient';
import { denial, notFoundDenial } from '../../ask/decide';
import { invalid, isName, NEW_ID, readResource } from '../../ask/readQuestion';
import type { ParsedQuestion, ParsedResource, RuleCaller } from '../../ask/types/Question';
import type { Authorizer } from '../../ask/types/Verbs';
import { warnOnce } from '../../base/development';
import type { DeniedError } from '../../base/errors';
import { snapshot } from '../../base/snapshot';
import { getProperty } from '../../base/value';
import type { Stopper } from '../../base/withDeadline';
import type { CheckedRule } from './readRule';
import type { Grant, GrantTypes } from './Rule';

/**
 * Asks the question of a rule. Returns the grant or the denial.
 *
 * @param pdpTimeoutMs - milliseconds to wait for the PDP, if the rule itself may take longer.
 * @throws UnavailableError or RejectedError if there is no answer.
 */
export async function grantOrDenial<T extends GrantTypes>(
  client: PrincipalClient,
  authorizerOf: () => Authorizer<T['policies']>,
  rule: CheckedRule,
  args: readonly unknown[],
  stopper: Stopper,
  pdpTimeoutMs: number | undefined,
): Promise<Grant<T> | DeniedError> {
  const caller = await client.ready(stopper);
  const asked = await questionOfRule(client, caller, rule, args, stopper);
  if (asked === undefined) return notFoundDenial(caller.principal, rule.actions);
  const options = { includeMetadata: undefined, asker: 'server', pdpTimeoutMs } as const;
  const [answer] = await client.check([asked.question], options, stopper);
  return toGrant<T>(answer, asked, authorizerOf, caller);
}

/** The question of a rule, with the attributes as the rule itself gave them. */
export interface RuleQuestion {
  readonly question: ParsedQuestion;
  readonly attr: unknown;
}

/** Finds the resource of a rule; `undefined` if it does not exist. */
export async function questionOfRule(
  client: PrincipalClient,
  { principal, auth }: Caller,
  rule: CheckedRule,
  args: readonly unknown[],
  stopper: Stopper,
): Promise<RuleQuestion | undefined> {
  const given = rule.isNew ? [{ principal, auth } satisfies RuleCaller, ...args] : args;
  const input =
    typeof rule.resource === 'function'
      ? await findResource(client, rule.resource, rule, given, stopper)
      : rule.resource;
  if (input === null || input === undefined) return undefined;
  const read = readGuarded(Object(input) as object, rule.isNew); // a string has no kind either
  if (read === undefined) return undefined;
  const onDenied = typeof rule.onDenied === 'function' ? undefined : rule.onDenied;
  return { question: { resource: read.parsed, actions: rule.actions, onDenied }, attr: read.attr };
}

/** The grant of an answer that allows everything; otherwise the denial. */
export function toGrant<T extends GrantTypes>(
  answer: Answer | undefined,
  { question, attr }: RuleQuestion,
  authorizerOf: () => Authorizer<T['policies']>,
  { auth }: Pick<Caller, 'auth'>,
): Grant<T> | DeniedError {
  if (answer === undefined) throw new TypeError('Every question has an answer.');
  const { principal, decision, ready } = answer;
  if (ready === undefined || !decision.allAllowed()) return denial(answer, question);
  const { kind, id } = question.resource;
  const { raw, value } = ready.loaded ?? { raw: attr, value: undefined };
  // With scope and version, so that a question about this resource asks the same policies again.
  const { policyVersion, scope } = ready.resource;
  const resource = {
    ...{ kind, id, attr: raw, value },
    ...(policyVersion !== undefined && { policyVersion }),
    ...(scope !== undefined && { scope }),
  };
  let authorizer: Authorizer<T['policies']> | undefined;
  return {
    // Made on first use, since many handlers need no further questions.
    get authorizer() {
      return (authorizer ??= authorizerOf());
    },
    decision,
    // The rule was typed together with T: this is its resource, as the loader found it.
    resource: resource as Grant<T>['resource'],
    principal,
    auth,
  };
}

/** Calls the rule's function. If it takes too long, `onDecision` is told at once. */
async function findResource(
  client: PrincipalClient,
  find: CallableFunction,
  { actions, isNew }: CheckedRule,
  args: readonly unknown[],
  stopper: Stopper,
): Promise<unknown> {
  const start = performance.now();
  const tellGivenUp = () => {
    client.tellGivenUp(actions, stopper.reason, performance.now() - start);
  };
  stopper.waitingFor(() => `the rule's ${isNew ? 'newResource' : 'resource'} function`);
  stopper.addEventListener('abort', tellGivenUp);
  try {
    const found: unknown = await Reflect.apply(find, undefined, args);
    stopper.throwIfStopped();
    return found;
  } finally {
    stopper.removeEventListener('abort', tellGivenUp);
  }
}

/**
 * Reads each member once, so that the decision and the handler see the same values.
 *
 * @returns undefined if the id can't be one. Only the caller chooses the id, so this is an answer
 * to the caller, and not a mistake of the app.
 */
function readGuarded(
  input: object,
  isNew: boolean,
): { readonly parsed: ParsedResource; readonly attr: unknown } | undefined {
  const member = (name: string) => getProperty(input, name);
  const [kind, given] = [member('kind'), member('id')];
  if (isNew && given !== undefined) throw invalid('newResource.id', ID_OF_NEW);
  const id = isNew ? NEW_ID : given;
  if (isName(kind) && !isName(id)) {
    warnOfId(kind, id);
    return undefined;
  }
  const said = member('attr');
  const attr = typeof said === 'object' && said !== null ? snapshot(said) : said;
  const read: Record<string, unknown> = { kind, id, attr };
  for (const name of ['policyVersion', 'scope', 'attributes']) {
    const value = member(name);
    // A member that is present but undefined causes a warning in development.
    if (value !== undefined || Object.hasOwn(input, name)) read[name] = value;
  }
  const parsed = readResource(read, isNew ? 'newResource' : 'resource');
  if (isNew && parsed.attr === undefined) throw invalid('newResource.attr', ATTR_OF_NEW);
  return { parsed, attr };
}

const ID_OF_NEW =
  'is given, but what does not exist yet has no id. Return { kind, attr }, and choose the id in the handler';

const ATTR_OF_NEW =
  'is missing. No loader can find what does not exist yet, so return { kind, attr }';

/** In development, since the rule may be wrong for all callers. What a caller sent is not shown. */
function warnOfId(kind: string, id: unknown): void {
  const isText = typeof id === 'string' && id !== '';
  const what = isText ? 'text that is not well-formed Unicode' : typeOf(id);
  warnOnce(
    `The resource function of a rule returned the kind ${JSON.stringify(kind)} with an id that is ${what}. The answer is the same as for a resource that does not exist. An id must be a non-empty string.`,
  );
}

function typeOf(id: unknown): string {
  if (id === '') return 'empty';
  if (id === undefined || id === null) return String(id);
  return Array.isArray(id) ? 'a list' : `of the type ${typeof id}`;
}
