import type { Cleanup } from '../../demo/cleanup';
import { exitCode } from '../../demo/exitCode';
import { people } from '../../demo/people';
import { progress } from '../../demo/progress';
import { summary } from '../../demo/table';
import { openAuditLog } from './auditLog';
import { setNextStage } from './stage';
import { heading, legend, line } from './table';
import { type Row, tour } from './tour';

/** Starts everything, takes the tour, and stays up unless it shall only be done once. */
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

  const names = people.map(({ firstName }) => firstName).join(', ');
  progress(`open ${stage.origin} and sign in as ${names}; Ctrl-C stops everything`);
  progress(`where a password is asked for, it is “${people[0]?.password ?? ''}”`);
  await stage.app.ended;
  throw new Error(`The app has ended.\n\n${stage.app.output()}`);
}
