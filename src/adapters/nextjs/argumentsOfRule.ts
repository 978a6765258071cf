import { RejectedError } from '../../base/errors';
import { at, getProperty, isObject } from '../../base/value';
import { isAmbiguous, RuleFormData } from './RuleFormData';

// More than Next.js takes unless told otherwise: a body of 1 MB.
const MAX_VALUES = 1_000_000;
// Names in a path are the browser's, too.
const MAX_PATH = 200;

/** A value among the arguments, and the way to it. */
interface Place {
  readonly value: unknown;
  /** The last step of its path: the name of a member, an index, or a call: `.get("a")`. */
  readonly step: string | number | { readonly call: string };
  readonly parent: Place | undefined;
}

/**
 * What a rule may read of the arguments of its action: what reads the same again.
 *
 * The browser chooses the arguments, and how React decodes them. It may make an iterator of a list:
 * the rule then reads the first element, and the action the next one, about which nothing was asked.
 *
 * @returns the arguments; instead of a form in which a name stands for several things, a copy that
 * does not read one of them.
 * @throws RejectedError `invalid_value`, naming the path, for what reads otherwise the second time,
 * and for more than a million values.
 * @see https://react.dev/reference/rsc/use-server#serializable-parameters-and-return-values
 */
export function argumentsOfRule(args: readonly unknown[]): readonly unknown[] {
  // Objects may be shared, and refer to themselves: each is looked at once.
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
    look(arg, index);
  });
  // It grows while it is read; nothing is nested too deeply for it.
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
  'of which the action would not read what the rule has read. Pass what reads the same each time, such as a list; or let the rule name a fixed resource';
const NESTED_FORM =
  'is a form in which a name stands more than once, with different values. Pass the form itself as an argument of the action';

/** What a value is that does not read the same again; undefined for all others. */
function kindOfOneShot(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  if (typeof getProperty(value, 'then') === 'function') return 'a promise';
  if (typeof getProperty(value, 'getReader') === 'function') return 'a stream';
  if (Symbol.asyncIterator in value) return 'an async iterator';
  return typeof getProperty(value, 'next') === 'function' ? 'an iterator' : undefined;
}

/** Looks at what an object holds. A function holds nothing: what the browser alone has is one. */
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
    // Of a set, both are the same.
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
  const path = steps
    .reverse()
    .slice(0, MAX_PATH)
    .reduce<string>(
      (path, step) => (typeof step === 'object' ? path + step.call : at(path, step)),
      'args',
    );
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;
}

function refused(path: string, reason: string): RejectedError {
  return new RejectedError({
    code: 'invalid_value',
    path,
    message: `The arguments of an action, which its rule reads before it: ${path} ${reason}.`,
  });
}
