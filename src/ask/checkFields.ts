import { at, getProperty, isObject, isRecord, setOwn } from '../base/value';
import type { Asking } from './filterAllowed';
import { invalid, isName, readResource } from './readQuestion';

/** The fields of a value, as the app may use them. */
interface Fields {
  readonly allowed: Record<string, unknown>;
  readonly refused: string[];
}

/** A field that the value has, and the action that it needs. */
interface Field {
  readonly rule: string | true;
  readonly value: unknown;
}

/**
 * Reads a value, the rules of its fields, and the resource that it belongs to. Everything is read at
 * once, so a later change of the value changes nothing. Only named fields are read.
 *
 * @throws RejectedError `invalid_question` or `invalid_value`, naming the path.
 */
export function checkFields(value?: unknown, fields?: unknown, resource?: unknown): Asking<Fields> {
  if (!isObject(value) || Array.isArray(value)) {
    throw invalid(
      'value',
      'must be an object. For a list, call the verb for each item: what is asked in one tick is one call to the PDP',
    );
  }
  if (!isRecord(fields)) {
    throw invalid('fields', "must be an object, such as { salary: 'view-salary' }");
  }
  const own = Object.keys(value);
  const named = new Map<string, Field>();
  for (const [name, rule] of Object.entries(fields)) {
    if (rule !== true && !isName(rule)) {
      throw invalid(at('fields', name), 'must be the name of an action, or true for every caller');
    }
    const member = getProperty(value, name);
    const isThere = member !== undefined || Object.hasOwn(value, name);
    if (isThere) named.set(name, { rule, value: member });
  }
  const about = readResource(resource, 'resource');
  const actions = new Set<string>();
  for (const { rule } of named.values()) if (rule !== true) actions.add(rule);
  return {
    questions:
      actions.size === 0 ? [] : [{ resource: about, actions: [...actions], onDenied: undefined }],
    includeMetadata: undefined,
    conclude: ([answer]) => {
      const allowed: Record<string, unknown> = {};
      for (const [name, { rule, value: member }] of named) {
        const mayUse = rule === true || answer?.decision.isAllowed(rule) === true;
        if (mayUse) setOwn(allowed, name, member);
      }
      const names = new Set([...own, ...named.keys()]);
      return { allowed, refused: [...names].filter((name) => !Object.hasOwn(allowed, name)) };
    },
  };
}
