import { isRecord, type Value } from '../base/value';
import { isList } from './constants';
import { call, ERROR, type Expression, valueOf } from './Expression';

/** The member of what has names: an error if a value does not have it. */
export function memberOf(holder: Expression, name: string): Expression {
  switch (holder.type) {
    case 'attribute':
    case 'variable':
      return { ...holder, path: [...holder.path, name] };
    case 'value': {
      const { value } = holder;
      if (!isRecord(value) || !Object.hasOwn(value, name)) return ERROR;
      // It has just been seen to be there.
      return valueOf(value[name] as Value);
    }
    case 'error':
      return ERROR;
    default:
      return call('get-field', holder, valueOf(name));
  }
}

/** What stands at a key, which may be known for each row only. */
export function itemOf(holder: Expression, key: Expression): Expression {
  if (key.type !== 'value') return call('index', holder, key);
  if (typeof key.value === 'string' && holder.type !== 'call') return memberOf(holder, key.value);
  if (holder.type !== 'value') return call('index', holder, key);
  const item =
    isList(holder.value) && typeof key.value === 'number' ? holder.value[key.value] : undefined;
  return item === undefined ? ERROR : valueOf(item);
}
