import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addScripts } from '../../../../src/cli/init/addScripts';

const scripts = { pdp: 'cerbos server', test: 'ours' };

it.each([
  [
    'two spaces',
    '{\n  "a": 1\n}\n',
    '{\n  "a": 1,\n  "scripts": {\n    "pdp": "cerbos server",\n    "test": "ours"\n  }\n}\n',
  ],
  [
    'tabs',
    '{\n\t"a": 1\n}',
    '{\n\t"a": 1,\n\t"scripts": {\n\t\t"pdp": "cerbos server",\n\t\t"test": "ours"\n\t}\n}',
  ],
  ['one line', '{"scripts":{"test":"mine"}}', '{"scripts":{"test":"mine","pdp":"cerbos server"}}'],
  [
    'line ends of Windows and a byte order mark',
    '\uFEFF{\r\n "a": 1\r\n}\r\n',
    '\uFEFF{\r\n "a": 1,\r\n "scripts": {\r\n  "pdp": "cerbos server",\r\n  "test": "ours"\r\n }\r\n}\r\n',
  ],
])('keeps how the file is written: %s', (_, before, after) => {
  expect(addScripts(before, scripts)).toBe(after);
});

it('returns the very text if there is nothing to add', () => {
  const text = '{ "scripts": {"pdp": "x",\n"test" : "mine"} }';
  expect(addScripts(text, scripts)).toBe(text);
});

it('changes nothing but scripts that are missing, and nothing at all the second time', () => {
  const name = fc.oneof(fc.constantFrom('pdp', 'test', 'toString', '__proto__'), fc.string());
  fc.assert(
    fc.property(
      fc.record({ scripts: fc.dictionary(name, fc.string()), other: fc.jsonValue() }),
      fc.constantFrom('', '  ', '\t'),
      (content, indent) => {
        const before = JSON.stringify(content, null, indent);
        const after = addScripts(before, scripts);
        const { scripts: had, other } = JSON.parse(before) as typeof content;
        expect(JSON.parse(after)).toEqual({ scripts: { ...scripts, ...had }, other });
        expect(addScripts(after, scripts)).toBe(after);
      },
    ),
  );
});
