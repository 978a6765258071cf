import { expect, it } from 'vitest';
import { attributeLines } from '../../../../src/cli/explain/attributeLines';

const lines = (principal: Record<string, unknown>, resource: Record<string, unknown>) =>
  attributeLines({
    principal: { id: 'user_cleo', roles: ['user'], attr: principal },
    resource: { kind: 'document', id: 'roadmap', attr: resource },
    action: 'edit',
  }).join('\n');

it('names what is empty after what is not, and an object without attributes', () => {
  expect(lines({ orgId: '', plans: [], age: 0, owner: null }, {})).toBe(
    [
      '  P.attr  age = 0, owner = null',
      '          empty: orgId, plans',
      '  R.attr has nothing in it',
    ].join('\n'),
  );
});

it('breaks lines between attributes only', () => {
  const long = 'x'.repeat(60);
  expect(lines({ a: long, b: long }, { c: 'x'.repeat(200), d: 1 })).toBe(
    [
      `  P.attr  a = "${long}",`,
      `          b = "${long}"`,
      `  R.attr  c = "${'x'.repeat(200)}",`,
      '          d = 1',
    ].join('\n'),
  );
});

it('shows no control characters', () => {
  expect(lines({ 'a\u001B[2J': '\u009B2J' }, {})).toContain('a\\u001B[2J = "\\u009B2J"');
});
