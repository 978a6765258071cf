import { getProperty } from '../../base/value';
import type { Explanation } from './Explanation';

/**
 * Is it an explanation, with all that is printed of it? What a process of this machine answers may
 * be anything: another program may have the port by now.
 */
export function isExplanation(value: unknown): value is Explanation {
  const question = getProperty(value, 'question');
  const [principal, resource] = [
    getProperty(question, 'principal'),
    getProperty(question, 'resource'),
  ];
  const effect = getProperty(value, 'effect');
  return (
    hasTexts(principal, ['id']) &&
    isList(getProperty(principal, 'roles'), (role) => typeof role === 'string') &&
    hasTexts(resource, ['kind', 'id']) &&
    hasTexts(question, ['action']) &&
    (effect === 'EFFECT_ALLOW' || effect === 'EFFECT_DENY') &&
    isList(getProperty(value, 'reasons'), isReason)
  );
}

function isReason(value: unknown): boolean {
  const place = getProperty(value, 'place');
  const isPlace = hasTexts(place, ['file']) && typeof getProperty(place, 'line') === 'number';
  return (
    hasTexts(value, ['text']) &&
    (place === undefined || isPlace) &&
    isList(getProperty(value, 'because'), isReason)
  );
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => typeof getProperty(value, name) === 'string');
}

function isList(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}
