import type { Cleanup } from './cleanup';
import { exitCode } from './exitCode';
import { people } from './people';
import { progress } from './progress';
import { setStage } from './stage';
import { heading, legend, line, summary } from './table';
import { type Row, tour } from './tour';

/** Starts everything, takes the tour, and stays up unless it shall only be done once. */
export async function perform(cleanup: Cleanup, once: boolean): Promise<number> {
  const stage = await setStage(cleanup);

  const rows: Row[] = [];
  console.log(`\n${legend()}`);
  for await (const row of tour(stage)) {
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
