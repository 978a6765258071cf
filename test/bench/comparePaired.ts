/** One way to do something, done this many times in a row. */
export type Side = (times: number) => Promise<void> | void;

/** What it costs to do it once. */
export interface Cost {
  /** Milliseconds. */
  readonly wall: number;
  /** Milliseconds of this process's CPU, all threads together. */
  readonly cpu: number;
}

/** What several ways cost, round by round. */
export interface Comparison<Name extends string> {
  /** The median cost of a side. */
  cost: (name: Name) => Cost;
  /** The median, over all rounds, of how many times more the one costs than the other. */
  ratio: (of: Name, to: Name, what: keyof Cost) => number;
  /** The median, over all rounds, of how much more it costs, in milliseconds. */
  difference: (of: Name, to: Name, what: keyof Cost) => number;
}

/** How often. */
export interface Rounds {
  readonly rounds: number;
  /** How often in a row a side does it in one round. */
  readonly times: number;
  readonly onRound?: (round: number, rounds: number) => void;
}

/**
 * Measures several ways to do the same, side by side: in each round each has its turn, in another
 * order every time, and only what stands in one round is compared. A machine that is busy with
 * something else for a while so slows down all of them.
 */
export async function comparePaired<Name extends string>(
  sides: Readonly<Record<Name, Side>>,
  { rounds, times, onRound }: Rounds,
): Promise<Comparison<Name>> {
  const names = Object.keys(sides) as Name[]; // a record has no other keys
  const costs = new Map<Name, Cost[]>(names.map((name) => [name, []]));
  const orders = ordersOf(names);
  // What is compiled, connected and cached is so before anything counts, as in an app that has been
  // running for a while.
  const warmUp = Math.ceil(rounds / 4);
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round >= 0) onRound?.(round + 1, rounds);
    for (const name of orders[(round + warmUp) % orders.length] ?? names) {
      const cost = await measure(sides[name], times);
      if (round >= 0) costs.get(name)?.push(cost);
    }
  }
  const of = (name: Name, what: keyof Cost) => (costs.get(name) ?? []).map((cost) => cost[what]);
  const pairs = (one: Name, other: Name, what: keyof Cost) => {
    const others = of(other, what);
    return of(one, what).map((cost, round) => [cost, others[round] ?? NaN] as const);
  };
  return {
    cost: (name) => ({ wall: median(of(name, 'wall')), cpu: median(of(name, 'cpu')) }),
    ratio: (one, other, what) => median(pairs(one, other, what).map(([a, b]) => a / b)),
    difference: (one, other, what) => median(pairs(one, other, what).map(([a, b]) => a - b)),
  };
}

/** All of them: whoever comes after a side may have to clear up what that one leaves behind. */
function ordersOf<Name>(names: readonly Name[]): Name[][] {
  if (names.length < 2) return [[...names]];
  return names.flatMap((first) => {
    const others = names.filter((name) => name !== first);
    return ordersOf(others).map((order) => [first, ...order]);
  });
}

async function measure(side: Side, times: number): Promise<Cost> {
  const before = process.cpuUsage();
  const started = performance.now();
  await side(times);
  const wall = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  return { wall: wall / times, cpu: (user + system) / 1000 / times };
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** The same, over and over, one after the other. */
export function repeat(work: () => Promise<unknown>): Side {
  return async (times) => {
    for (let time = 0; time < times; time += 1) await work();
  };
}
