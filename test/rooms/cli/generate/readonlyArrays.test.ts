import { expect, it } from 'vitest';
import { readonlyArrays } from '../../../../src/cli/generate/readonlyArrays';

it.each([
  ['string[]', 'readonly string[]'],
  ['string[][]', 'readonly (readonly string[])[]'],
  ['("a[]" | "b")[] | null', 'readonly ("a[]" | "b")[] | null'],
  ['{\n  a?: number[]\n}[]', 'readonly {\n  a?: readonly number[]\n}[]'],
  ['Record<string, unknown[]>[]', 'readonly Record<string, readonly unknown[]>[]'],
  ['[string, ...(number)[]]', '[string, ...readonly (number)[]]'],
  ['{ [k: string]: string[] }', '{ [k: string]: readonly string[] }'],
  ['/** of string[] */ a: "x\\"[]"', '/** of string[] */ a: "x\\"[]"'],
])('%j becomes %j', (code, expected) => {
  expect(readonlyArrays(code)).toBe(expected);
});
