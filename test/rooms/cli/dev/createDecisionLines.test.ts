import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDecisionLines } from '../../../../src/cli/dev/createDecisionLines';
import type { Explanation } from '../../../../src/cli/explain/Explanation';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const denial = (id: string): Explanation => ({
  question: {
    principal: { id: 'user_cleo', roles: ['user'], attr: {} },
    resource: { kind: 'document', id, attr: {} },
    action: 'edit',
  },
  effect: 'EFFECT_DENY',
  summary: 'not owner',
  place: { file: 'policies/derived_roles/document.yaml', line: 39 },
  reasons: [],
});

function collect() {
  const said: string[] = [];
  return { said, lines: createDecisionLines((line) => said.push(line)) };
}

const line = '403 edit document:plan user_cleo — not owner (document.yaml:39)';

describe('the lines of dev', () => {
  it('say a decision at once', () => {
    const { said, lines } = collect();
    lines.decision(denial('plan'));
    expect(said).toEqual([line]);
  });

  it('say 401 for a caller who is not signed in, as a guard answers', () => {
    const { said, lines } = collect();
    const { question, ...rest } = denial('plan');
    const principal = { id: 'anonymous', roles: ['anonymous'], attr: {} };
    lines.decision({ ...rest, question: { ...question, principal } });
    expect(said).toEqual([line.replace('403', '401').replace('user_cleo', 'anonymous')]);
  });

  it('say the same decision of one second once more, with how often it came', () => {
    const { said, lines } = collect();
    for (let count = 0; count < 4; count++) lines.decision(denial('plan'));
    lines.decision(denial('roadmap'));
    expect(said).toEqual([line, line.replace('plan', 'roadmap')]);
    vi.advanceTimersByTime(1_000);
    expect(said.slice(2)).toEqual(['403 edit document:plan user_cleo — the same, ×3']);
  });

  it('say the same decision again after that', () => {
    const { said, lines } = collect();
    lines.decision(denial('plan'));
    vi.advanceTimersByTime(1_000);
    lines.decision(denial('plan'));
    expect(said).toEqual([line, line]);
  });

  it('say which of a list are meant', () => {
    const { said, lines } = collect();
    const plan = { principalId: 'user_cleo', kind: 'document', actions: ['view', 'edit'] };
    lines.plan({ ...plan, filter: 'KIND_ALWAYS_ALLOWED' });
    lines.plan({ ...plan, filter: 'KIND_ALWAYS_DENIED' });
    lines.plan({ ...plan, filter: '(eq 1 1)' });
    const start = 'list view, edit document:* user_cleo — ';
    expect(said).toEqual([
      `${start}all of them`,
      `${start}none of them`,
      `${start}those with (eq 1 1)`,
    ]);
  });
});
