import type { Condition } from '../lists/Backend';
import type { FieldType } from './compare';
import type { Field } from './Schema';
import { all, on, type Where } from './Where';

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

export function isWithinBounds(field: Field, type: FieldType): Condition<Where> {
  if (type !== 'float' && type !== 'moment') return true;
  const bounds = BOUNDS[type];
  return all(on(field, { gte: bounds.least }), on(field, { lte: bounds.largest }));
}
