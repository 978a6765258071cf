import { describe, expect, it } from 'vitest';
import { isExplanation } from '../../../../src/cli/explain/isExplanation';

const explanation = {
  question: {
    principal: { id: 'user_1', roles: ['user'], attr: {} },
    resource: { kind: 'document', id: '1', attr: {} },
    action: 'edit',
  },
  effect: 'EFFECT_DENY',
  summary: 'not owner',
  reasons: [
    {
      text: 'not owner',
      place: { file: 'a.yaml', line: 1 },
      because: [{ text: 'x', because: [] }],
    },
  ],
};

describe('isExplanation', () => {
  it('takes what dev answers', () => {
    expect(isExplanation(explanation)).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['an effect that is none', { ...explanation, effect: 'allow' }],
    ['no question', { ...explanation, question: undefined }],
    ['no action', { ...explanation, question: { ...explanation.question, action: 1 } }],
    ['no reasons', { ...explanation, reasons: undefined }],
    ['a reason without a text', { ...explanation, reasons: [{ text: 5, because: [] }] }],
    [
      'a place without a line',
      { ...explanation, reasons: [{ text: 'x', place: { file: 'a' }, because: [] }] },
    ],
    ['a wrong reason inside of one', { ...explanation, reasons: [{ text: 'x', because: [null] }] }],
  ])('does not take one with %s', (_, value) => {
    expect(isExplanation(value)).toBe(false);
  });
});
