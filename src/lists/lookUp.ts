import { isRecord, type Value } from '../base/value';
import { isList } from './constants';
import { call, ERROR, type Expression, isCallOf, valueOf } from './Expression';
import { foldCall } from './foldCall';

/**
 * A test of what a map of the principal holds at a key of the row, as the keys that pass it:
 * `P.attr.roles[R.attr.team] == "admin"` is `R.attr.team in ["t1", "t3"]`. A key that the map does
 * not have is an error. Returns `undefined` for any other call.
 */
export function lookUp(operator: string, operands: readonly Expression[]): Expression | undefined {
  const at = operands.findIndex((operand) => isCallOf(operand, 'index'));
  const looked = operands[at];
  const [map, key] = looked?.type === 'call' ? looked.operands : [];
  if (map?.type !== 'value' || !isRecord(map.value) || key === undefined) return undefined;
  const others = operands.map((operand) => (operand.type === 'value' ? operand.value : undefined));
  if (others.some((value, index) => value === undefined && index !== at)) return undefined;
  /** `in` goes through its second operand. */
  const read = (value: Value, index: number) =>
    operator === 'in' && index === 1 ? itemsOf(value) : value;

  const keys: Record<'true' | 'false', string[]> = { true: [], false: [] };
  for (const [name, value] of Object.entries(map.value)) {
    // The others have just been seen to be values.
    const values = others.map((other, index) =>
      read(index === at ? value : (other as Value), index),
    );
    if (!values.every((found) => found !== undefined)) continue;
    const folded = foldCall(operator, values);
    if (folded === 'unknown') return undefined;
    if (folded === undefined) continue;
    if (typeof folded.value !== 'boolean') return undefined;
    keys[folded.value ? 'true' : 'false'].push(name);
  }
  const isOneOf = (names: readonly string[]) => call('in', key, valueOf(names));
  return call('if', isOneOf([...keys.true, ...keys.false]), isOneOf(keys.true), ERROR);
}

/** What a loop over a value, or `in`, goes through: the items of a list, the names of a map. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  return isRecord(value) ? Object.keys(value) : undefined;
}
