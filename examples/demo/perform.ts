import { callers } from './callers';
import type { Cleanup } from './cleanup';
import type { Demonstration } from './demonstrate';
import { compare, type ExpectedRequest } from './ExpectedRequest';
import { exitCode } from './exitCode';
import { progress } from './progress';
import { restartPdp } from './restartPdp';
import { send } from './send';
import { type Stage, setStage } from './stage';
import { legend, line, type Row, summary } from './table';

/** Starts everything and makes the requests. Then it stays up, unless `once` is true. */
export async function perform(
  { requests, afterwards, ...app }: Demonstration,
  cleanup: Cleanup,
  once: boolean,
): Promise<number> {
  const stage = await setStage(app, cleanup);

  const rows: Row[] = [];
  console.log(`\n${legend()}`);
  for (const request of requests) {
    const row = await make(request, stage);
    console.log(line(row));
    rows.push(row);
  }
  console.log(summary(rows));
  if (once) return exitCode(rows);

  const served = await stage.restartApp();
  console.log(`\n${afterwards(stage).join('\n')}\n`);
  progress(
    'the app stays up, with the documents as they were at the start; press Ctrl-C to stop it',
  );
  await served.ended;
  throw new Error(`The app has ended.\n\n${served.output()}`);
}

async function make(expected: ExpectedRequest, { origin, sandbox, pdp }: Stage): Promise<Row> {
  if (expected.withoutCerbos) await pdp.kill('SIGKILL');
  const token = callers[expected.who].token(sandbox, origin);
  const answer = await send(origin, expected, token);
  if (expected.withoutCerbos) {
    await restartPdp(pdp, async () => (await send(origin, expected, token)).status !== 503);
  }
  return { expected, answer, differences: compare(answer, expected) };
}
