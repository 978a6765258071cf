import { expect, it } from 'vitest';
import { printable } from '../../../../src/cli/terminal/printable';

it.each([
  ['\u001B[2J', '\\u001B[2J'],
  ['a\rb', 'a\\u000Db'],
  ['\u009B31m', '\\u009B31m'],
  ['user_\u202Egpj.exe', 'user_\\u202Egpj.exe'],
  ['one\n\ttwo', 'one\n\ttwo'],
  ['Zoë 😀 日本', 'Zoë 😀 日本'],
])('shows %j as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
