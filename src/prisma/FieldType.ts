import type { Condition } from '../lists/Backend';
import type { Field } from './Schema';
import { all, on, type Where } from './Where';

/** What policies take a field for, and how the database compares it. */
export type FieldType = 'text' | 'uuid' | 'enum' | 'int' | 'float' | 'boolean' | 'moment';

const TYPES: Readonly<Record<string, readonly [type: FieldType, natives: RegExp]>> = {
  // `char(n)` and `citext` take different texts for equal.
  String: ['text', /^(?:Text|VarChar(?:\(\d+\))?)$/],
  Int: ['int', /^Integer$/],
  Float: ['float', /^DoublePrecision$/],
  Boolean: ['boolean', /^Boolean$/],
  // With more digits than three, the database compares what is not read.
  DateTime: ['moment', /^Timestamp(?:tz)?\([0-3]\)$/],
};

/** `undefined` for a field that is not compared as policies compare what is read of it. */
export function typeOf({ type, native, values }: Field): FieldType | undefined {
  if (values !== undefined) return native === undefined ? 'enum' : undefined;
  if (type === 'String' && native === 'Uuid') return 'uuid';
  const [found, natives] = Object.hasOwn(TYPES, type) ? (TYPES[type] ?? []) : [];
  if (found === undefined || (native !== undefined && natives?.test(native) !== true)) {
    return undefined;
  }
  return found;
}

/** `string` for what is text to policies. */
export function kindOf(type: FieldType): 'string' | 'number' | 'boolean' {
  if (type === 'boolean') return type;
  return type === 'int' || type === 'float' ? 'number' : 'string';
}

export const LARGEST = 1e308;

/** Beyond them are NaN, infinity and years that no policy reads: a check refuses such a row. */
export const BOUNDS: Readonly<Record<'float' | 'moment', Bounds>> = {
  float: { least: -LARGEST, largest: LARGEST },
  // The ISO text of a `Date` has no other year than these.
  moment: {
    least: new Date('0001-01-01T00:00:00.000Z'),
    largest: new Date('9999-12-31T23:59:59.999Z'),
  },
};

interface Bounds {
  readonly least: unknown;
  readonly largest: unknown;
}

/** A condition for the rows whose value a check can read. */
export function isWithinBounds(field: Field, type: FieldType): Condition<Where> {
  if (type !== 'float' && type !== 'moment') return true;
  const bounds = BOUNDS[type];
  return all(on(field, { gte: bounds.least }), on(field, { lte: bounds.largest }));
}
