import { RejectedError } from '../../base/errors';
import { at, getProperty, isObject } from '../../base/value';
import { isAmbiguous, RuleFormData } from './RuleFormData';

// More than fits into the default body limit of Next.js, 1 MB.
const MAX_VALUES = 1_000_000;
// The browser chooses names in the path, too.
const MAX_PATH = 200;

/** A value in the arguments, and its path. */
interface Place {
  readonly value: unknown;
  /** The last step of the path: a name, an index, or a call: `.get("a")`. */
  readonly step: string | number | { readonly call: string };
  readonly parent: Place | undefined;
}

/**
 * Checks the arguments that a rule reads before its handler: each must read the same the second
 * time.
 *
 * The browser chooses the arguments and how the framework decodes them. It may send an iterator in
 * place of a list. The rule would then read the first element, and the handler the next one, which
 * no policy has checked.
 *
 * @param of - what has the arguments, for the message.
 * @param nameOf - the name of an argument, for the message.
 * @returns the arguments. A form with an ambiguous field is replaced by a copy that refuses to read
 * it.
 * @throws RejectedError `invalid_value`, naming the path, for a value that can be read only once,
 * and for more than a million values.
 * @see https://react.dev/reference/rsc/use-server#serializable-parameters-and-return-values
 */
export function argumentsOfRule(
  args: readonly unknown[],
  of = 'server action',
  nameOf = (index: number) => `args[${index}]`,
): readonly unknown[] {
  const refused = (path: string, reason: string) =>
    new RejectedError({
      code: 'invalid_value',
      path,
      message: `The rule of a ${of} can't read its arguments: ${path} ${reason}.`,
    });
  // Objects may be shared or contain themselves, so each is visited once.
  const seen = new Set<object>();
  const objects: Place[] = [];
  let values = 0;
  const ambiguous = new Set<FormData>();

  const look = (value: unknown, step: Place['step'], parent?: Place) => {
    values += 1;
    if (values > MAX_VALUES) throw refused('args', `hold more than ${MAX_VALUES} values`);
    if (!isObject(value)) return;
    const place = { value, step, parent };
    if (value instanceof FormData) {
      if (!isAmbiguous(value)) return;
      if (parent !== undefined) throw refused(pathOf(place), NESTED_FORM);
      ambiguous.add(value);
    } else if (!seen.has(value)) {
      seen.add(value);
      objects.push(place);
    }
  };

  args.forEach((arg, index) => {
    look(arg, nameOf(index));
  });
  // The list grows during the loop, so deep nesting is no problem.
  for (const place of objects) {
    const oneShot = kindOfOneShot(place.value);
    if (oneShot !== undefined) throw refused(pathOf(place), `is ${oneShot}, ${READ_ONCE}`);
    lookInto(place, look);
  }
  if (ambiguous.size === 0) return args;
  return args.map((arg) =>
    arg instanceof FormData && ambiguous.has(arg) ? new RuleFormData(arg) : arg,
  );
}

const READ_ONCE =
  'which can be read only once, so the rule and its handler would read different values. Pass a list or a plain object, or give the rule a fixed resource';
const NESTED_FORM =
  'is a form that contains a field several times, with different values. Pass the form itself as an argument';

/** The kind of a value that can be read only once; undefined for all others. */
export function kindOfOneShot(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof getProperty(value, 'then') === 'function') return 'a promise';
  if (typeof getProperty(value, 'getReader') === 'function') return 'a stream';
  if (Symbol.asyncIterator in value) return 'an async iterator';
  return typeof getProperty(value, 'next') === 'function' ? 'an iterator' : undefined;
}

/** Visits the members of an object. Functions have none: React decodes what only the browser has to one. */
function lookInto(
  place: Place,
  look: (value: unknown, step: Place['step'], parent: Place) => void,
): void {
  const { value } = place;
  if (Array.isArray(value)) {
    value.forEach((member: unknown, index) => {
      look(member, index, place);
    });
  } else if (value instanceof Map || value instanceof Set) {
    let index = 0;
    // For a set, both are the same value.
    const entries: Iterable<[unknown, unknown]> = value.entries();
    for (const [key, member] of entries) {
      const got = typeof key === 'string' && value instanceof Map;
      look(key, { call: `.keys()[${index}]` }, place);
      look(member, { call: got ? `.get(${JSON.stringify(key)})` : `.values()[${index}]` }, place);
      index += 1;
    }
  } else if (isObject(value) && !ArrayBuffer.isView(value)) {
    for (const [name, member] of Object.entries(value)) look(member, name, place);
  }
}

function pathOf(place: Place): string {
  const steps: Place['step'][] = [];
  for (let one: Place | undefined = place; one !== undefined; one = one.parent)
    steps.push(one.step);
  // The last one is the name of the argument itself.
  const path = steps
    .reverse()
    .slice(0, MAX_PATH)
    .reduce<string>((path, step, depth) => {
      if (typeof step === 'object') return path + step.call;
      return depth === 0 ? String(step) : at(path, step);
    }, '');
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;
}
