import { getProperty, isObject, withoutPrototype } from '../../base/value';
import type { ClientCheckResult } from '../types/CerbosClient';
import type { DecisionMetadata, Effect, Output } from '../types/Decision';
import type { ResourceCheck } from '../types/Question';
import { invalidAnswer } from './callPdp';

/** The PDP's answer to one question, verified against the question. */
export interface VerifiedResult {
  readonly result: ClientCheckResult;
  /** The effect on each action that was asked, and on no other action. */
  readonly effects: ReadonlyMap<string, Effect>;
  readonly outputs: readonly Output[];
  readonly cerbosCallId: string;
  /** The address of the PDP that answered; `''` if its client has none. */
  readonly pdp: string;
  /** Milliseconds that the call took. */
  readonly durationMs: number;
  /** The number of checks in the call. */
  readonly batchSize: number;
}

/**
 * Compares a result with the question. `undefined` if it is about something else.
 *
 * @throws UnavailableError `invalid_answer` if an action that was asked has no effect.
 */
export function verifyResult(
  answered: unknown,
  check: ResourceCheck,
): Pick<VerifiedResult, 'result' | 'effects' | 'outputs'> | undefined {
  const result = ownResult(answered);
  if (!isAbout(result, check)) return undefined;
  return {
    result,
    effects: readEffects(result, check.actions),
    outputs: readOutputs(result, check.actions),
  };
}

/** Sets every member, so that a missing one is not read from `Object.prototype`. */
function ownResult(answered: unknown) {
  const about = getProperty(answered, 'resource');
  return {
    resource: {
      kind: getProperty(about, 'kind'),
      id: getProperty(about, 'id'),
      scope: getProperty(about, 'scope'),
      policyVersion: getProperty(about, 'policyVersion'),
    },
    actions: getProperty(answered, 'actions'),
    outputs: getProperty(answered, 'outputs') ?? [],
    validationErrors: getProperty(answered, 'validationErrors') ?? [],
    metadata: getProperty(answered, 'metadata'),
  };
}

type ReadResult = ReturnType<typeof ownResult>;

function isAbout(
  result: ReadResult,
  { resource }: ResourceCheck,
): result is ReadResult & ClientCheckResult {
  const { resource: about, actions, outputs, validationErrors, metadata } = result;
  return (
    about.kind === resource.kind &&
    about.id === resource.id &&
    isEcho(about.scope, resource.scope) &&
    isEcho(about.policyVersion, resource.policyVersion) &&
    isObject(actions) &&
    isListOfObjects(outputs) &&
    isListOfObjects(validationErrors) &&
    isMetadata(metadata)
  );
}

function isListOfObjects(list: unknown): boolean {
  return Array.isArray(list) && list.every(isObject);
}

function isMetadata(metadata: unknown): boolean {
  if (metadata === undefined) return true;
  const roles = getProperty(metadata, 'effectiveDerivedRoles');
  return isObject(getProperty(metadata, 'actions')) && Array.isArray(roles);
}

/** If it was not in the question, the PDP may choose it. */
function isEcho(answered: unknown, asked: string | undefined): boolean {
  return asked === undefined || answered === asked;
}

function readEffects(
  { actions }: ClientCheckResult,
  asked: readonly string[],
): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>();
  for (const action of asked) {
    const effect = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (effect !== 'EFFECT_ALLOW' && effect !== 'EFFECT_DENY') {
      throw invalidAnswer(`it has no effect for the action ${JSON.stringify(action)}`);
    }
    effects.set(action, effect);
  }
  return effects;
}

/** PDPs before 0.51 don't say which action an output belongs to. */
function readOutputs({ outputs = [] }: ClientCheckResult, asked: readonly string[]): Output[] {
  const only = asked.length === 1 ? asked[0] : undefined;
  return outputs.map(withoutPrototype).flatMap(({ action, source, value }) => {
    const of = action === undefined || action === '' ? only : action;
    return of !== undefined && asked.includes(of) ? [{ action: of, source, value }] : [];
  });
}

/** Merges the results of a question whose actions were asked in several calls. */
export function mergeResults(parts: readonly VerifiedResult[]): VerifiedResult {
  const [first] = parts;
  if (first === undefined) throw new TypeError('Every question has a result.');
  if (parts.length === 1) return first;
  const effects = new Map<string, Effect>();
  for (const part of parts) {
    for (const [action, effect] of part.effects) {
      // The policies may have changed between two calls. A denial wins over an allow.
      if (effects.get(action) !== 'EFFECT_DENY') effects.set(action, effect);
    }
  }
  const results = parts.map(({ result }) => result);
  const metadata = mergeMetadata(results.flatMap((result) => result.metadata ?? []));
  return {
    ...first,
    effects,
    outputs: parts.flatMap(({ outputs }) => outputs),
    durationMs: Math.max(...parts.map(({ durationMs }) => durationMs)),
    batchSize: Math.max(...parts.map(({ batchSize }) => batchSize)),
    result: {
      ...first.result,
      validationErrors: results.flatMap(({ validationErrors }) => validationErrors ?? []),
      metadata,
    },
  };
}

function mergeMetadata(parts: readonly DecisionMetadata[]): DecisionMetadata | undefined {
  if (parts.length === 0) return undefined;
  const roles = parts.flatMap(({ effectiveDerivedRoles }) => effectiveDerivedRoles);
  return {
    actions: Object.fromEntries(parts.flatMap(({ actions }) => Object.entries(actions))),
    effectiveDerivedRoles: [...new Set(roles)],
  };
}
