import { isRecord, type Value } from '../base/value';

/**
 * CEL's `==` on values: other types are never equal, lists mind the order, maps don't.
 *
 * @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality
 */
export function isEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isList(a)) {
    return isList(b) && a.length === b.length && a.every((item, at) => isEqualMember(item, b[at]));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqualMember(a[name], b[name]))
  );
}

function isEqualMember(a: Value | undefined, b: Value | undefined): boolean {
  return a !== undefined && b !== undefined && isEqual(a, b);
}

/** Is it a list? `Array.isArray` does not tell a readonly list from a map. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The order of two values as CEL has it; `undefined` where comparing them is an error. */
export function orderOf(a: Value, b: Value): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return orderOfTexts(a, b);
  return undefined;
}

/** By code point; JavaScript's own order is by UTF-16. */
function orderOfTexts(a: string, b: string): number {
  const [ofA, ofB] = [codePoints(a), codePoints(b)];
  for (let at = 0; at < Math.min(ofA.length, ofB.length); at += 1) {
    const difference = (ofA[at] ?? 0) - (ofB[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return ofA.length - ofB.length;
}

function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

/** `size()` of a value; `undefined` where it is an error. */
export function sizeOf(value: Value): number | undefined {
  if (typeof value === 'string') return codePoints(value).length;
  if (isList(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : undefined;
}

/** A moment: whole milliseconds, and whether there is a rest of nanoseconds. */
export interface Moment {
  readonly milliseconds: number;
  readonly hasRest: boolean;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** The moments that CEL knows. */
const FIRST = Date.parse('0001-01-01T00:00:00.000Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** JavaScript also reads the 30th of February, and 24 o'clock. */
function isDate(seconds: string): boolean {
  const date = new Date(`${seconds}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(seconds);
}

/** What `timestamp()` reads; `undefined` for text that it refuses. */
export function readMoment(value: Value): Moment | undefined {
  const found = typeof value === 'string' ? RFC_3339.exec(value) : undefined;
  const [, seconds, fraction = '', zone] = found ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  const start = Date.parse(`${seconds}${zone}`);
  if (!isDate(seconds) || !(start >= FIRST && start <= LAST)) return undefined;
  const nanoseconds = Number(fraction.padEnd(9, '0'));
  return {
    milliseconds: start + Math.floor(nanoseconds / 1_000_000),
    hasRest: nanoseconds % 1_000_000 !== 0,
  };
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The moment of a text, if it is the one that a `Date` becomes for policies. */
export function readIsoText(value: unknown): number | undefined {
  if (typeof value !== 'string' || !ISO.test(value)) return undefined;
  const moment = new Date(value);
  // Databases have no year 0, and refuse a query with one.
  return moment.getTime() >= FIRST && moment.toISOString() === value ? moment.getTime() : undefined;
}

/** The integer of a text, if it is written as one becomes text. */
export function readIntegerText(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^(?:0|-?[1-9]\d{0,15})$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : undefined;
}
