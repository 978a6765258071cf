import type { Cleanup } from '../../demo/cleanup';
import { curlLines } from '../../demo/curlLines';
import { exitCode } from '../../demo/exitCode';
import { progress } from '../../demo/progress';
import { signInLines } from '../../demo/signInLines';
import { summary } from '../../demo/table';
import { openAuditLog } from './auditLog';
import { setNextStage } from './stage';
import { heading, legend, line } from './table';
import { type Row, tour } from './tour';

/** Starts everything and takes the tour. Then it stays up, unless `once` is true. */
export async function perform(cleanup: Cleanup, once: boolean): Promise<number> {
  const stage = await setNextStage(cleanup);
  if (stage.pdp.auditLogPath === undefined) throw new Error('The PDP writes no decision log.');
  const log = openAuditLog(stage.pdp.auditLogPath);

  const rows: Row[] = [];
  console.log(`\n${legend()}`);
  for await (const row of tour(stage, log)) {
    if (row.stop !== rows.at(-1)?.stop) console.log(heading(row));
    console.log(line(row));
    rows.push(row);
  }
  console.log(summary(rows));
  if (once) return exitCode(rows);

  const app = await stage.restartApp();
  console.log(`\n${[...signInLines(stage), ...curlLines(stage, '/api/documents')].join('\n')}\n`);
  progress(
    'the app stays up, with the documents as they were at the start; press Ctrl-C to stop it',
  );
  await app.ended;
  throw new Error(`The app has ended.\n\n${app.output()}`);
}
