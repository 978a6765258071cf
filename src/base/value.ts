import { warnOnce } from './development';
import { RejectedError } from './errors';
import { jsonForm } from './jsonForm';

/** What Cerbos accepts as an attribute: JSON. */
export type Value =
  string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Attributes of a principal or a resource. */
export type Attributes = Readonly<Record<string, Value>>;

// Protobuf libraries stop at a depth of 100, and an attribute is already some levels deep.
const MAX_DEPTH = 64;
// The PDP takes 4 MiB a request. Objects that share members could expand to much more than that.
const MAX_VALUES = 100_000;

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

interface Progress {
  /** The path of the outermost value. */
  readonly root: string;
  /** The names and indices from there to the current value. */
  readonly steps: (string | number)[];
  readonly parents: object[];
  values: number;
}

function begin(root: string): Progress {
  return { root, steps: [], parents: [], values: 0 };
}

/**
 * Copies a value into the JSON that Cerbos receives. A value that would arrive with another type
 * than the policy expects is refused where that can be known: Cerbos skips a rule whose condition
 * fails, also a DENY rule.
 *
 * | given                                             | what policies read                        |
 * | ------------------------------------------------- | ----------------------------------------- |
 * | string, boolean, `null`, finite number            | itself; -0 is 0                           |
 * | `bigint` within the safe integers                 | the number                                |
 * | another `bigint`, `NaN`, `Infinity`               | refused                                   |
 * | plain object, array                               | the same, encoded                         |
 * | member that is `undefined`                        | none; a warning in development            |
 * | item that is `undefined`, hole in a list          | refused                                   |
 * | `Date`                                            | ISO text, for `timestamp()`; else refused |
 * | class with `toJSON` (`URL`, `Decimal`, …)         | that form, encoded; a warning in          |
 * |                                                   | development if a number becomes text      |
 * | `Map`, `Set`, `Error`, `Promise`, `new Number(5)` | refused: they have no JSON form           |
 * | `Buffer`, typed array, `DataView`                 | refused                                   |
 * | function, symbol, cycle, ill-formed Unicode       | refused                                   |
 *
 * @throws RejectedError `invalid_value`, naming the path.
 */
export function toValue(input: unknown, path: string): Value {
  const value = encode(input, begin(path));
  if (value === undefined) throw refused(path, 'is undefined');
  return value;
}

/**
 * Copies an object into attributes, by the rules of {@link toValue}.
 *
 * @throws RejectedError `invalid_value`, naming the path.
 */
export function toAttributes(input: unknown, path: string): Record<string, Value> {
  if (!isRecord(input)) throw refused(path, 'is not a plain object');
  if (Object.hasOwn(input, '')) throw refused(at(path, ''), 'has an empty name');
  const progress = begin(path);
  progress.parents.push(input);
  return encodeRecord(input, progress);
}

/** Is it well-formed Unicode? The PDP refuses other strings. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}

/** The path of a member, as written in code. */
export function at(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** Is it a plain object, not an instance of a class? */
export function isRecord(input: unknown): input is Record<string, unknown> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  const prototype: unknown = Object.getPrototypeOf(input);
  // Objects of another realm (a test environment, a vm context) have another Object.prototype.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function encode(input: unknown, progress: Progress): Value | undefined {
  progress.values += 1;
  if (progress.values > MAX_VALUES) {
    throw refusedHere(
      progress,
      `comes after ${MAX_VALUES} other values, which is the most that attributes may contain`,
    );
  }
  switch (typeof input) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return input;
    case 'bigint':
      if (-MAX_SAFE <= input && input <= MAX_SAFE) return Number(input);
      throw refusedHere(progress, 'is a bigint larger than Number.MAX_SAFE_INTEGER');
    case 'string':
      if (!isWellFormed(input)) throw refusedHere(progress, 'is not well-formed Unicode');
      return input;
    case 'number':
      // The PDP knows no -0.
      if (Number.isFinite(input)) return input === 0 ? 0 : input;
      throw refusedHere(progress, `is ${input}, which JSON can't represent`);
    case 'function':
    case 'symbol':
      throw refusedHere(progress, `is a ${typeof input}`);
    case 'object':
      return input === null ? null : encodeObject(input, progress);
  }
}

function encodeObject(input: object, progress: Progress): Value | undefined {
  const { parents } = progress;
  if (parents.includes(input)) throw refusedHere(progress, 'refers to itself');
  if (parents.length >= MAX_DEPTH) {
    throw refusedHere(progress, `is nested more than ${MAX_DEPTH} levels deep`);
  }
  parents.push(input);
  const value = Array.isArray(input)
    ? encodeList(input, progress)
    : isRecord(input)
      ? encodeRecord(input, progress)
      : encode(jsonFormHere(input, progress), progress);
  parents.pop();
  return value;
}

function encodeList(input: readonly unknown[], progress: Progress): Value[] {
  const list: Value[] = [];
  for (let index = 0; index < input.length; index += 1) {
    progress.steps.push(index);
    const value = encode(input[index], progress);
    // Leaving it out would move the items after it to other positions.
    if (value === undefined) throw refusedHere(progress, 'is undefined');
    list.push(value);
    progress.steps.pop();
  }
  return list;
}

function encodeRecord(input: Record<string, unknown>, progress: Progress): Record<string, Value> {
  const record: Record<string, Value> = {};
  for (const key of Object.keys(input)) {
    progress.steps.push(key);
    if (!isWellFormed(key)) {
      throw refusedHere(progress, 'has a name that is not well-formed Unicode');
    }
    const value = encode(input[key], progress);
    if (value !== undefined) setOwn(record, key, value);
    else
      warnOnce(
        `${placeOf(progress)} is undefined and was left out. Cerbos skips a rule that reads a missing attribute, also a DENY rule. Pass a value of the same type, such as '' or false.`,
      );
    progress.steps.pop();
  }
  return record;
}

/**
 * Sets an own member, also for the name `__proto__`, where an assignment would set the prototype.
 */
export function setOwn<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  } else {
    record[key] = value;
  }
}

function jsonFormHere(input: object, progress: Progress): unknown {
  return jsonForm(
    input,
    () => placeOf(progress),
    (reason) => refusedHere(progress, reason),
  );
}

/** Built only for an error: most values are fine. */
function placeOf({ root, steps }: Progress): string {
  return steps.reduce(at, root);
}

function refusedHere(progress: Progress, reason: string): RejectedError {
  return refused(placeOf(progress), reason);
}

function refused(path: string, reason: string): RejectedError {
  return new RejectedError({
    code: 'invalid_value',
    path,
    message: `${path} ${reason}. Cerbos accepts JSON only: strings, finite numbers, booleans, null, arrays and plain objects.`,
  });
}

/**
 * Reads a member of any value: its own member or one of its class, but never one of
 * `Object.prototype`, where any code in the process may have put something. `undefined` if there is
 * none.
 */
export function getProperty(value: unknown, name: string): unknown {
  let holder: unknown = value;
  while (isObject(holder)) {
    if (Object.hasOwn(holder, name)) return Reflect.get(holder, name, value);
    holder = Object.getPrototypeOf(holder);
    // This is `Object.prototype`, of this or of another realm.
    if (holder === null || Object.getPrototypeOf(holder) === null) return undefined;
  }
  return undefined;
}

/**
 * A copy of the own members, without a prototype, so that destructuring it reads nothing inherited.
 */
export function withoutPrototype<T extends object>(members: T): T {
  // Faster than Object.create(null), whose objects are slow to read. The members are those of T.
  return Object.setPrototypeOf({ ...members }, null) as T;
}

/** Is it an object of any kind? */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
