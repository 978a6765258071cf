import { toToolRefusal } from '../../answer/toToolRefusal';
import type { PrincipalClient } from '../../ask/PrincipalClient';
import { refuseDropped } from '../../ask/refuseDropped';
import type { ToolRefused } from '../../ask/types/Tools';
import type { Authorizer, GrantTypes } from '../../ask/types/Verbs';
import { invalidConfiguration, RejectedError } from '../../base/errors';
import { isDenied } from '../../base/isClerkCerbosError';
import { isObject, withoutPrototype } from '../../base/value';
import type { Deadline, Stopper } from '../../base/withDeadline';
import { kindOfOneShot } from '../guard/argumentsOfRule';
import { grantOrDenial } from '../guard/grantOrDenial';
import { type CheckedRule, type GuardRule, readRule } from '../guard/readRule';

/** What the guard of a tool needs of the authorizer that it belongs to. */
export interface ToolAsker<Policies extends object> {
  /** Asks with the client of the caller, within one deadline. */
  readonly ask: <T>(
    deadline: Deadline,
    ask: (client: PrincipalClient, stopper: Stopper) => Promise<T>,
  ) => Promise<T>;
  readonly forget: () => void;
  /** The verbs for one execution of a tool, which is refused if an `authorize` is not awaited. */
  readonly authorizerFor: (execution: object) => Authorizer<Policies>;
  /** Milliseconds to wait for the PDP, whatever the rule allows. */
  readonly timeoutMs: number;
}

type Execute = (args: unknown, ...more: readonly unknown[]) => unknown;

/** Makes `guardTool` for one authorizer. Its type is the one of `Authorizer`. */
export function createGuardTool<Policies extends object>(asker: ToolAsker<Policies>) {
  return (rule: GuardRule, execute: Execute) => {
    const checked = readToolRule(rule);
    if (typeof execute !== 'function') {
      throw invalidConfiguration(
        'The second argument of guardTool must be a function. Write guardTool(rule, async (args, grant) => …).',
      );
    }
    return async (args: unknown, ...more: readonly unknown[]): Promise<unknown> => {
      const execution = {};
      let hasStarted = false;
      try {
        const grant = await grantOf(asker, checked, args, execution);
        return await refuseDropped([execution], async () => {
          hasStarted = true;
          const result = await execute(args, grant, ...more);
          refuseStream(result);
          return result;
        });
      } catch (error) {
        const refusal = toToolRefusal(error, hasStarted);
        if (refusal === undefined) throw error;
        return { cerbos_error: refusal } satisfies ToolRefused;
      }
    };
  };
}

/** @throws DeniedError, and what prevents an answer. */
async function grantOf<Policies extends object>(
  { ask, forget, authorizerFor, timeoutMs }: ToolAsker<Policies>,
  rule: CheckedRule,
  args: unknown,
  execution: object,
) {
  if (typeof rule.resource === 'function') refuseOneShots(args);
  // An agent may run for minutes. What was allowed then may be denied now.
  forget();
  const pdpTimeoutMs = rule.timeoutMs === undefined ? undefined : timeoutMs;
  const granted = await ask({ timeoutMs: rule.timeoutMs, signal: undefined }, (client, stopper) =>
    grantOrDenial<GrantTypes>(
      client,
      () => authorizerFor(execution),
      rule,
      [args],
      stopper,
      pdpTimeoutMs,
    ),
  );
  // A denial is an answer, so it is thrown after the deadline has ended.
  if (isDenied(granted)) throw granted;
  return granted;
}

/**
 * Reads the rule of a tool. A member that has no effect here is a mistake: a tool that seems to
 * accept one type of token would accept all of them.
 *
 * @throws ConfigurationError `invalid_configuration`.
 */
function readToolRule(rule: GuardRule): CheckedRule {
  const checked = readRule(rule, 'guardTool');
  const { acceptsToken, anyOrigin } = withoutPrototype(rule);
  const isOfRequest = acceptsToken !== undefined || anyOrigin !== undefined;
  if (isOfRequest || typeof checked.onDenied === 'function') {
    throw invalidConfiguration(
      "The rule of guardTool can't have acceptsToken, anyOrigin, or an onDenied that is a function. They belong to the guard of the request.",
    );
  }
  return checked;
}

/**
 * The rule would read one value, and `execute` the next one, which no policy has checked. A model
 * sends JSON, but a schema may make something else of it.
 *
 * @throws RejectedError `invalid_value`.
 */
function refuseOneShots(args: unknown): void {
  // A set that grows during the loop, so deep nesting and cycles are no problem.
  const values = new Set([args]);
  for (const value of values) {
    const oneShot = kindOfOneShot(value);
    if (oneShot !== undefined) {
      throw new RejectedError({
        code: 'invalid_value',
        path: 'args',
        message: `The arguments of a tool contain ${oneShot}, which can be read only once.`,
      });
    }
    if (isObject(value)) for (const member of Object.values(value)) values.add(member);
  }
}

/** A generator has not run yet. No framework reads one from a promise, so it would never run. */
function refuseStream(result: unknown): void {
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return;
  throw invalidConfiguration(
    'The function of guardTool returned an async iterator, such as a generator. Return the whole result instead.',
  );
}
