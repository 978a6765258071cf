import { setTimeout as sleep } from 'node:timers/promises';
import type { CerbosClient } from '../../src';
import { type Asked, askSteadily, type Load } from './askSteadily';
import type { Replica } from './startReplica';

/** What happens to the first of two PDPs, in this order. */
export const phases = ['calm', 'kill', 'restart', 'freeze', 'thaw', 'reload', 'SIGTERM'] as const;

/** A part of the timeline. */
export type Phase = (typeof phases)[number];

/** How long each phase lasts at least, in milliseconds, and how much is asked. */
export interface Schedule {
  readonly ms: Readonly<Record<Phase, number>>;
  /** Questions of each subject. */
  readonly perSecond: number;
  /** Less than the freeze lasts: no question can wait for its end. */
  readonly timeoutMs: number;
}

/** One way to ask both PDPs. */
export interface Subject {
  readonly name: string;
  readonly cerbos: CerbosClient | readonly CerbosClient[];
}

/** What was asked in one phase. */
export interface PhaseResult {
  readonly phase: Phase;
  readonly asked: readonly Asked[];
  /** The longest time without a right answer, in milliseconds. */
  readonly longestGapMs: number;
}

/** What came of one subject's questions. */
export interface FaultsResult {
  readonly name: string;
  readonly phases: readonly PhaseResult[];
}

/** The time between two reloads under load. */
const RELOAD_EVERY_MS = 250;

/**
 * Asks two PDPs through each subject, all at the same time, while the first PDP is killed, started,
 * frozen, thawed and terminated, and both load their policies anew. At the end both PDPs run.
 */
export async function runFaults(
  subjects: readonly Subject[],
  [one, other]: readonly [Replica, Replica],
  { ms, perSecond, timeoutMs }: Schedule,
  onPhase: (phase: Phase) => void = () => undefined,
): Promise<FaultsResult[]> {
  const happens: Readonly<Record<Phase, () => Promise<unknown> | undefined>> = {
    calm: () => undefined,
    kill: () => {
      one.signal('SIGKILL');
      return one.ended();
    },
    restart: async () => {
      await one.start();
      await one.healthy();
    },
    freeze: () => {
      one.signal('SIGSTOP');
      return undefined;
    },
    thaw: () => {
      one.signal('SIGCONT');
      return undefined;
    },
    // As an operator does it: never both at the same moment.
    reload: async () => {
      const until = performance.now() + ms.reload;
      while (performance.now() < until) {
        await one.reload();
        await sleep(RELOAD_EVERY_MS);
        await other.reload();
        await sleep(RELOAD_EVERY_MS);
      }
    },
    SIGTERM: () => {
      one.signal('SIGTERM');
      return undefined;
    },
  };

  const loads = subjects.map(({ name, cerbos }) => ({
    name,
    load: askSteadily({ cerbos, timeoutMs }, perSecond),
  }));
  const times: { readonly phase: Phase; readonly from: number; readonly to: number }[] = [];
  try {
    for (const phase of phases) {
      onPhase(phase);
      const from = performance.now();
      await happens[phase]();
      // What happens may take longer than the phase; then a part of it is still wanted after that.
      const rest = phase === 'reload' ? 0 : ms[phase] - (performance.now() - from);
      await sleep(Math.max(rest, phase === 'restart' ? ms.restart / 3 : 0));
      times.push({ phase, from, to: performance.now() });
    }
  } finally {
    one.signal('SIGCONT');
    await Promise.all(loads.map(({ load }) => load.stop()));
  }
  one.signal('SIGKILL');
  await one.ended();
  await one.start();
  await one.healthy();
  return loads.map(({ name, load }) => ({
    name,
    phases: times.map((time) => resultOf(load, time)),
  }));
}

function resultOf(
  { asked }: Load,
  { phase, from, to }: { readonly phase: Phase; readonly from: number; readonly to: number },
): PhaseResult {
  const answered = asked
    .filter(({ outcome }) => outcome === 'right')
    .map(({ at, tookMs }) => at + tookMs);
  // A gap that began before the phase belongs to it, too.
  let last = Math.max(...answered.filter((at) => at < from), asked[0]?.at ?? from);
  let longestGapMs = 0;
  for (const at of [...answered.filter((at) => at >= from && at <= to), to]) {
    longestGapMs = Math.max(longestGapMs, at - last);
    last = at;
  }
  return { phase, asked: asked.filter(({ at }) => at >= from && at < to), longestGapMs };
}
