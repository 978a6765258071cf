import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paint } from '../../bench/progress';
import { startHaproxy } from '../../failover/haproxy';
import { NOT_INSTALLED } from '../../failover/haproxyVersion';
import { runFaults, type Schedule } from '../../failover/runFaults';
import { connect, setups } from '../../failover/setups';
import { startReplica } from '../../failover/startReplica';
import { type Summary, summaryOf } from '../../failover/summary';
import { textTable } from '../../failover/table';

// On a busy machine an answer may take a second. The freeze lasts longer than any question waits.
const schedule: Schedule = {
  ms: {
    calm: 1000,
    kill: 1500,
    restart: 2000,
    freeze: 4500,
    thaw: 1500,
    reload: 1500,
    SIGTERM: 1500,
  },
  perSecond: 40,
  timeoutMs: 4000,
};
const promised = setups.filter(({ promisesAnswers }) => promisesAnswers);

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

describe('while one of two PDPs is killed, started, frozen, thawed and ended, and both load their policies anew', () => {
  const summaries = new Map<string, Summary>();

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    await using one = await startReplica();
    await using other = await startReplica();
    await using haproxy = await startHaproxy([one, other]);
    const possible = promised.filter(
      ({ needsHaproxy }) => needsHaproxy !== true || haproxy !== undefined,
    );
    const subjects = possible.map((setup) => ({
      setup,
      subject: connect(setup, one, other, haproxy?.url),
    }));
    const results = await runFaults(
      subjects.map(({ subject }) => subject),
      [one, other],
      schedule,
    );
    for (const [index, { setup, subject }] of subjects.entries()) {
      const result = results[index];
      if (result !== undefined) summaries.set(setup.name, summaryOf(result, setup));
      await subject[Symbol.asyncDispose]();
    }
  });
  afterAll(() => {
    process.off('unhandledRejection', note);
    console.log(`\n${textTable([...summaries.values()], paint)}\n`);
  });

  it.for(promised)('every question gets its right answer through $name', (setup, { skip }) => {
    const summary = summaries.get(setup.name);
    if (setup.needsHaproxy === true && summary === undefined) skip(NOT_INSTALLED);
    expect(summary?.asked).toBeGreaterThan(0);
    expect(summary?.wrongAllows).toBe(0);
    expect(Object.fromEntries(summary?.failures ?? [])).toEqual({});
  });

  it('both PDPs of a list answer, and onDecision says which one', () => {
    for (const name of ['a list over HTTP', 'a list over gRPC']) {
      const counts = [...(summaries.get(name)?.answeredBy ?? [])];
      expect(counts.map(([pdp]) => pdp)).toEqual([
        expect.stringContaining('127.0.0.1:'),
        expect.stringContaining('127.0.0.1:'),
      ]);
      expect(Math.min(...counts.map(([, count]) => count))).toBeGreaterThan(0);
    }
  });

  it('no rejection is left unhandled', () => {
    expect(unhandled).toEqual([]);
  });
});
