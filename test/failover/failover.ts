// npm run failover [-- --quick | --restarts]: asks two real PDPs without a pause while one of them
// is killed, started, frozen, thawed and terminated, and while both load their policies anew.
// --restarts measures how soon the first right answer comes after a restart of a single PDP.
// Exit code: 0 if no answer was wrong and every promise of docs/production/failover.md was kept, 1
// if not, 2 if it could not be measured. A whole run writes its table into that page; --quick does not.
import { parseArgs } from 'node:util';
import { createProgress, paint } from '../bench/progress';
import { startHaproxy } from './haproxy';
import { measureRestarts } from './measureRestarts';
import { runFaults, type Schedule } from './runFaults';
import { connect, setups } from './setups';
import { startReplica } from './startReplica';
import { isKept, type Summary, summaryOf } from './summary';
import { markdownTable, textTable } from './table';
import { writePage } from './writePage';

Object.assign(process.env, { NODE_ENV: 'production' });

const thorough: Schedule = {
  ms: {
    calm: 1500,
    kill: 3500,
    restart: 4000,
    freeze: 4000,
    thaw: 3500,
    reload: 3500,
    SIGTERM: 2000,
  },
  perSecond: 200,
  timeoutMs: 2000,
};
const quick: Schedule = {
  ms: { calm: 500, kill: 1000, restart: 1500, freeze: 2500, thaw: 800, reload: 800, SIGTERM: 800 },
  perSecond: 100,
  timeoutMs: 2000,
};

async function failover(schedule: Schedule, isWritten: boolean): Promise<number> {
  const progress = createProgress();
  progress('starting two PDPs');
  await using one = await startReplica();
  await using other = await startReplica();
  await using haproxy = await startHaproxy([one, other]);
  const summaries: Summary[] = [];
  for (const setup of setups) {
    const { name, needsHaproxy } = setup;
    if (needsHaproxy === true && haproxy === undefined) {
      progress(`${name}: skipped, because haproxy is not installed`);
      continue;
    }
    await using subject = connect(setup, one, other, haproxy?.url);
    const [result] = await runFaults([subject], [one, other], schedule, (phase) => {
      progress(`${name}: ${phase}`);
    });
    if (result === undefined) throw new Error('There is one subject.');
    const summary = summaryOf(result, setup);
    summaries.push(summary);
    const answered = [...summary.answeredBy].map(([pdp, count]) => `${pdp} ${count}`);
    progress(`${name}: right answers by ${answered.join(', ')}`);
  }
  const broken = summaries.filter((summary) => !isKept(summary));
  console.log(`\n${textTable(summaries, paint)}\n`);
  console.log(
    paint(
      broken.length === 0
        ? 'No answer was wrong, and every setup that promises answers gave all of them.'
        : `Promises broken: ${broken.map(({ name }) => name).join(', ')} (marked ✗).`,
      broken.length === 0,
    ),
  );
  if (isWritten) console.log(`Written: ${await writePage('faults', markdownTable(summaries))}`);
  return broken.length === 0 ? 0 : 1;
}

async function restarts(): Promise<number> {
  const recoveries = await measureRestarts(createProgress());
  console.log('\nFrom "listening" to the first right answer, in milliseconds:\n');
  for (const { name, ms, medianMs, targetMs } of recoveries) {
    const isMet = medianMs <= targetMs;
    const line = `${isMet ? '✓' : '✗'} ${name.padEnd(34)} ${ms.join(' ')}  median ${medianMs}, target ≤ ${targetMs}`;
    console.log(paint(line, isMet));
  }
  const rows = recoveries.map(
    ({ name, ms, medianMs }) => `| ${name} | ${ms.join(', ')} | ${medianMs} | ${Math.max(...ms)} |`,
  );
  const table = ['| client | each restart | median | longest |', '| --- | --- | --: | --: |'];
  console.log(`Written: ${await writePage('restarts', [...table, ...rows].join('\n'))}`);
  return recoveries.every(({ medianMs, targetMs }) => medianMs <= targetMs) ? 0 : 1;
}

try {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean' }, restarts: { type: 'boolean' } },
  });
  process.exitCode =
    values.restarts === true
      ? await restarts()
      : await failover(values.quick === true ? quick : thorough, values.quick !== true);
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}
