import { getProperty } from '../../base/value';
import type { Question, TraceEntry } from '../explain/Explanation';
import { itemsOf, textOf } from '../pdp/policyProblems';
import { readTraceEntry } from '../pdp/readTrace';
import type { Effect } from '../policies/Policy';

/** One resource of a call to the PDP, and what was answered. */
export interface LoggedInput extends Omit<Question, 'action'> {
  readonly requestId: string;
  readonly answers: readonly LoggedAnswer[];
}

export interface LoggedAnswer {
  readonly action: string;
  readonly effect: Effect;
}

/** A question for all resources of a kind, and the filter that was the answer. */
export interface LoggedPlan {
  readonly principalId: string;
  readonly kind: string;
  readonly actions: readonly string[];
  readonly filter: string;
}

/** What `dev` reads in the log of the PDP. */
export type LogLine =
  | { readonly type: 'trace'; readonly callId: string; readonly entry: TraceEntry }
  | { readonly type: 'check'; readonly callId: string; readonly inputs: readonly LoggedInput[] }
  | { readonly type: 'plan'; readonly plan: LoggedPlan };

/**
 * Reads a line of the PDP's log. A decision stands there after the steps that led to it.
 *
 * @returns `undefined` for anything else.
 * @see https://docs.cerbos.dev/cerbos/latest/configuration/audit
 */
export function readLogLine(line: string): LogLine | undefined {
  // The PDP logs much more than that, and to parse it all takes time.
  if (!/"(?:cerbos\.tracer|decision)"/.test(line)) return undefined;
  const content = parse(line);
  if (textOf(content, 'log.logger') === 'cerbos.tracer') {
    const entry = readTraceEntry(getProperty(content, 'trace'));
    return { type: 'trace', callId: textOf(getProperty(content, 'cerbos'), 'call_id'), entry };
  }
  if (textOf(content, 'log.kind') !== 'decision') return undefined;
  const plan = getProperty(content, 'planResources');
  if (plan !== undefined) return { type: 'plan', plan: readPlan(plan) };
  const check = getProperty(content, 'checkResources');
  const outputs = itemsOf(check, 'outputs');
  const inputs = itemsOf(check, 'inputs').map((input, index) => readInput(input, outputs[index]));
  return { type: 'check', callId: textOf(content, 'callId'), inputs };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The PDP was ended in the middle of it.
    return undefined;
  }
}

function readInput(input: unknown, output: unknown): LoggedInput {
  const principal = getProperty(input, 'principal');
  const resource = getProperty(input, 'resource');
  const claims = getProperty(getProperty(input, 'auxData'), 'jwt');
  const effects = getProperty(output, 'actions');
  return {
    requestId: textOf(input, 'requestId'),
    principal: {
      id: textOf(principal, 'id'),
      roles: textsOf(principal, 'roles'),
      ...readAttributes(principal),
    },
    resource: {
      kind: textOf(resource, 'kind'),
      id: textOf(resource, 'id'),
      ...readAttributes(resource),
    },
    ...(isObject(claims) && { claims }),
    answers: textsOf(input, 'actions').map((action) => ({
      action,
      effect: readEffect(getProperty(effects, action)),
    })),
  };
}

/** Only an explicit allow is an allow. */
function readEffect(answer: unknown): Effect {
  return textOf(answer, 'effect') === 'EFFECT_ALLOW' ? 'EFFECT_ALLOW' : 'EFFECT_DENY';
}

/** The log leaves out what is empty. */
function readAttributes(holder: unknown) {
  const attr = getProperty(holder, 'attr');
  const [policyVersion, scope] = [textOf(holder, 'policyVersion'), textOf(holder, 'scope')];
  return {
    attr: isObject(attr) ? attr : {},
    ...(policyVersion !== '' && { policyVersion }),
    ...(scope !== '' && { scope }),
  };
}

function readPlan(plan: unknown): LoggedPlan {
  const input = getProperty(plan, 'input');
  const output = getProperty(plan, 'output');
  const filter = getProperty(output, 'filter');
  const debug = textOf(output, 'filterDebug');
  const [one] = [textOf(input, 'action')].filter((action) => action !== '');
  return {
    principalId: textOf(getProperty(input, 'principal'), 'id'),
    kind: textOf(getProperty(input, 'resource'), 'kind'),
    actions: one === undefined ? textsOf(input, 'actions') : [one],
    filter: textOf(filter, 'kind') === 'KIND_CONDITIONAL' ? debug : textOf(filter, 'kind'),
  };
}

function textsOf(value: unknown, name: string): string[] {
  return itemsOf(value, name).filter((item) => typeof item === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
