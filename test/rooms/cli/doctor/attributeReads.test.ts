import { expect, it } from 'vitest';
import {
  attributeReads,
  readsCallerOrResource,
  textsOf,
} from '../../../../src/cli/doctor/policies/attributeReads';

/** In short: `P.orgId`, `R.*` for the whole map, `P.x?` if `has()` tests it. */
const shortly = (expression: string) =>
  attributeReads(expression).map(
    ({ of, name, isGuarded }) =>
      `${of === 'principal' ? 'P' : 'R'}.${name ?? '*'}${isGuarded ? '?' : ''}`,
  );

it.each([
  ['P.attr.orgId == R.attr.orgId', ['P.orgId', 'R.orgId']],
  ['request.principal.attr.level > 3.0', ['P.level']],
  ['request.resource.attr["owner"] == P.id', ['R.owner']],
  ["R.attr['owner id'] == P.id", ['R.owner id']],
  ['R.attr [ "owner" ]', ['R.owner']],
  ['P . attr . orgId', ['P.orgId']],
  ['R.attr.?owner.orValue("")', ['R.owner']],
  ['R.attr[?"owner"].orValue("")', ['R.owner']],
  ['P.attr.all(key, key != "x")', ['P.*']],
  ['"x" in P.attr', ['P.*']],
  ['P.attr[R.attr.key] == 1', ['P.*', 'R.key']],
  [
    'has(P.attr.tokenOrgId) && P.attr.tokenOrgId == R.attr.orgId',
    ['P.tokenOrgId?', 'P.tokenOrgId?', 'R.orgId'],
  ],
  ['R.attr.note == "P.attr.level"', ['R.note']],
  ["R.attr.note == 'P.attr.level'", ['R.note']],
  ['R.attr.note.matches(r"\\d+ P.attr.level")', ['R.note']],
  ['R.attr.note == """a "quoted" P.attr.level"""', ['R.note']],
  ['R.attr.note == "a \\" P.attr.level"', ['R.note']],
  ['true // P.attr.level', []],
  ['"//" == R.attr.path && P.attr.level == 1', ['R.path', 'P.level']],
  ['x.P.attr.level == 1', []],
  ['R.attr["a"] == "x" && P.attr.level == "y"', ['R.a', 'P.level']],
  ['R.attr.a in ["P.attr.level"]', ['R.a']],
  ['R.attr.a == r"\\" && P.attr.level == ""', ['R.a', 'P.level']],
  ['R.attr.a == 1 // "\n && P.attr.level == 1', ['R.a', 'P.level']],
])('finds what %s reads', (expression, reads) => {
  expect(shortly(expression)).toEqual(reads);
});

it.each([
  ['R.id == "1"', true],
  ['P.id != ""', true],
  ['request.resource.kind == "x"', true],
  ['now() > timestamp("2026-01-01T00:00:00Z")', false],
  ['"R.id" == "P.id"', false],
])('knows whether %s is about the caller or the resource', (expression, reads) => {
  expect(readsCallerOrResource(expression)).toBe(reads);
});

it('finds the texts of an expression', () => {
  const expression = `"a" == 'b' // "c"\n && r"\\d" in ["", """e\n"f" """]`;
  expect(textsOf(expression)).toEqual(['a', 'b', '\\d', '', 'e\n"f" ']);
});
