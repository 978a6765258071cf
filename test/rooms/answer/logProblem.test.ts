import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RejectedError, toProblem, UnavailableError } from '../../../src';

const outage = () => new UnavailableError({ code: 'pdp_unreachable', message: 'The PDP is away.' });
const mistake = () => new RejectedError({ code: 'invalid_value', message: 'A value is wrong.' });

describe('what is logged of refusals', () => {
  const lines: unknown[] = [];
  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(console, 'error').mockImplementation((line) => void lines.push(line));
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'setInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('is one line a second of the same, and how many there were beside it', () => {
    for (let index = 0; index < 1_000; index += 1) toProblem(outage());
    expect(lines).toEqual(['[clerk-cerbos] pdp_unreachable: The PDP is away.']);
    vi.advanceTimersByTime(1_000);
    toProblem(outage());
    expect(lines.slice(1)).toEqual([
      '[clerk-cerbos] pdp_unreachable: The PDP is away. (999 more of this code were not shown)',
    ]);
    vi.advanceTimersByTime(1_000);
    toProblem(outage());
    expect(lines.slice(2)).toEqual(['[clerk-cerbos] pdp_unreachable: The PDP is away.']);
  });

  it('hides no other code', () => {
    for (let index = 0; index < 10; index += 1) toProblem(outage());
    toProblem(mistake());
    expect(lines.at(-1)).toBe('[clerk-cerbos] invalid_value: A value is wrong.');
  });

  it('hides no other mistake of the same code, but ten of them are enough', () => {
    for (let index = 0; index < 1_000; index += 1) {
      toProblem(new RejectedError({ code: 'invalid_question', message: `No id ${index}.` }));
    }
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('[clerk-cerbos] invalid_question: No id 9.');
  });

  it('needs no timer, which would keep a process, and which a server at the edge would drop', () => {
    for (let index = 0; index < 10; index += 1) toProblem(outage());
    expect(vi.getTimerCount()).toBe(0);
  });
});
