import { describe, expect, it } from 'vitest';
import type { Answer, Matrix } from '../../../../src/cli/matrix/Matrix';
import { changeLines, matrixChanges } from '../../../../src/cli/matrix/matrixChanges';
import { matrixHtml } from '../../../../src/cli/matrix/matrixHtml';

const one = (person: string, answers: Record<string, Answer>): Matrix => [
  {
    kind: 'document',
    name: 'roadmap',
    actions: Object.keys(answers),
    rows: [{ person, answers: Object.values(answers) }],
  },
];
const says = (before: Matrix, after: Matrix) =>
  changeLines(matrixChanges(before, after)).filter((line) => line.startsWith('  '));

describe('the changes of a matrix', () => {
  it('are none if nothing changed', () => {
    expect(matrixChanges(one('ben', { edit: 'yes' }), one('ben', { edit: 'yes' }))).toEqual([]);
  });

  it.each<[Answer, Answer, string]>([
    ['no', 'yes', '  + ben may now edit'],
    ['yes', 'no', '  - ben may no longer edit'],
    ['yes', 'verify', '  ~ ben must now verify again to edit'],
    ['no', 'verify', '  + ben may now, after verifying again, edit'],
    ['verify', 'yes', '  + ben may now edit'],
    ['verify', 'no', '  - ben may no longer edit'],
  ])('from %s to %s read: %s', (before, after, line) => {
    expect(says(one('ben', { edit: before }), one('ben', { edit: after }))).toEqual([line]);
  });

  it('name people, actions and resources that are new or gone', () => {
    expect(says(one('ben', { edit: 'no' }), one('cleo', { edit: 'yes' }))).toEqual([
      '  + cleo (new) may now edit',
      '  × ben is not asked any more about edit',
    ]);
    expect(says(one('ben', { edit: 'yes' }), one('ben', { edit: 'yes', share: 'no' }))).toEqual([
      '  - ben (new) may not share',
    ]);
  });

  it('keep one line for the actions with the same change', () => {
    const before = one('ben', { edit: 'no', share: 'no', view: 'yes' });
    expect(says(before, one('ben', { edit: 'yes', share: 'yes', view: 'yes' }))).toEqual([
      '  + ben may now edit, share',
    ]);
  });

  it('let no name control the terminal or the page', () => {
    const evil = '\u001B[2J<script>alert(1)</script>';
    expect(says([], one(evil, { edit: 'yes' })).join('')).toContain('\\u001B[2J<script>');
    expect(matrixHtml(one(evil, { edit: 'yes' }))).not.toContain('<script');
  });
});
