import { median } from '../bench/comparePaired';
import type { Sample } from './Sample';

/** One promise of the soak, and whether it was kept. */
export interface Finding {
  readonly text: string;
  readonly isKept: boolean;
}

/** What the requests came to. */
export interface Outcome {
  readonly requests: number;
  readonly wrong: number;
  /** Requests without a right answer, outside of the time in which the PDP was away. */
  readonly failed: number;
  readonly failedWhileAway: number;
}

// What a quarter of the run may hold more than the one two before: a buffer that grew once, a
// connection more. A leak of 100 bytes for each request is 4 MB after 40,000 of them.
const limits = {
  heapMb: 1.5,
  externalMb: 2,
  sockets: 8,
  timers: 12,
  descriptors: 12,
  listeners: 0,
} as const;

/** Before that, code is still compiled, and connections and caches fill. */
const WARM_REQUESTS = 5_000;

/**
 * Judges a run: nothing that the app holds may grow from the second quarter to the last one, no
 * answer may be wrong, and requests may fail only while the PDP is away. A run of few requests says
 * nothing about growth.
 */
export function verdict(samples: readonly Sample[], outcome: Outcome): Finding[] {
  const quarter = Math.floor(samples.length / 4);
  const middle = (from: number, name: keyof Sample) =>
    median(samples.slice(from, from + quarter).map((one) => one[name]));
  // The keys of `limits` are names of a sample.
  const names = Object.keys(limits) as (keyof typeof limits)[];
  const isWarm = outcome.requests >= WARM_REQUESTS;
  const growth = names.map((name): Finding => {
    const [before, after] = [middle(quarter, name), middle(samples.length - quarter, name)];
    const words = `${before.toFixed(1)} in the second quarter, ${after.toFixed(1)} in the last`;
    if (!isWarm) return { text: `${name}: ${words}; not judged after few requests`, isKept: true };
    return {
      text: `${name}: ${words}; may grow by ${limits[name]}`,
      isKept: after - before <= limits[name],
    };
  });
  const last = samples.at(-1);
  const none = (what: string, count: number): Finding => ({
    text: `${what}: ${count}`,
    isKept: count === 0,
  });
  return [
    ...growth,
    none('warnings of Node.js', last?.warnings ?? 0),
    none('unhandled rejections', last?.rejections ?? 0),
    none(`wrong answers of ${outcome.requests}`, outcome.wrong),
    none('failed requests while the PDP was there', outcome.failed),
    {
      text: `failed requests while it was away: ${outcome.failedWhileAway}`,
      isKept: true,
    },
  ];
}
