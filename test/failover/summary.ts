import type { Asked } from './askSteadily';
import type { FaultsResult, Phase } from './runFaults';

/** What one setup made of all faults, in numbers. */
export interface Summary {
  readonly name: string;
  readonly promisesAnswers: boolean;
  /** Failed of asked, by phase; a wrong denial counts as failed. */
  readonly phases: ReadonlyMap<Phase, string>;
  readonly asked: number;
  readonly wrongAllows: number;
  /** Everything that was no right answer, by its code. */
  readonly failures: ReadonlyMap<string, number>;
  readonly longestGap: { readonly ms: number; readonly phase: Phase };
  /** Of right answers, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** Right answers by the address of the PDP that gave them, `''` if the event has none. */
  readonly answeredBy: ReadonlyMap<string, number>;
}

/** Counts what was asked. */
export function summaryOf(
  { name, phases }: FaultsResult,
  { promisesAnswers }: { readonly promisesAnswers: boolean },
): Summary {
  const all = phases.flatMap(({ asked }) => asked);
  const right = all.filter(isRight);
  const took = right.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const at = (part: number) => took[Math.floor(part * (took.length - 1))] ?? NaN;
  const gaps = phases.map(({ phase, longestGapMs }) => ({ phase, ms: longestGapMs }));
  const [longestGap] = gaps.sort((a, b) => b.ms - a.ms);
  if (longestGap === undefined) throw new Error('There are phases.');
  const failures = countBy(
    all.filter((asked) => !isRight(asked)),
    ({ outcome }) => outcome,
  );
  return {
    name,
    promisesAnswers,
    phases: new Map(
      phases.map(({ phase, asked }) => [
        phase,
        `${asked.filter((one) => !isRight(one)).length}/${asked.length}`,
      ]),
    ),
    asked: all.length,
    wrongAllows: failures.get('wrong allow') ?? 0,
    failures,
    longestGap,
    p50: at(0.5),
    p99: at(0.99),
    slowest: at(1),
    answeredBy: countBy(right, ({ pdp }) => pdp),
  };
}

/** Is the setup as good as the documentation says? */
export function isKept({ promisesAnswers, wrongAllows, failures, asked }: Summary): boolean {
  return asked > 0 && wrongAllows === 0 && (!promisesAnswers || failures.size === 0);
}

const isRight = ({ outcome }: Asked) => outcome === 'right';

function countBy(asked: readonly Asked[], key: (one: Asked) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of asked) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return counts;
}
