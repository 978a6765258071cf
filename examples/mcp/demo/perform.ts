import type { Cleanup } from '../../demo/cleanup';
import { exitCode } from '../../demo/exitCode';
import { progress } from '../../demo/progress';
import { restartPdp } from '../../demo/restartPdp';
import { type Stage, setStage } from '../../demo/stage';
import { summary } from '../../demo/table';
import { type AgentName, tokenOf } from './agents';
import { askServer, type Connection } from './askServer';
import { connectLines } from './connectLines';
import { atTheDoor } from './frontDoor';
import { steps } from './steps';
import { heading, lines, type Row, rowOf, title } from './transcript';
import { type Way, ways } from './ways';

/** Starts everything and lets the agents ask. Then the app stays up, unless `once` is true. */
export async function perform(cleanup: Cleanup, once: boolean): Promise<number> {
  const stage = await setStage(
    {
      folder: new URL('..', import.meta.url).pathname,
      serve: ['--import', 'tsx', 'server.ts'],
      probe: '/.well-known/oauth-protected-resource/mcp',
    },
    cleanup,
  );

  const rows: Row[] = [];
  for (const [index, way] of ways.entries()) {
    // The documents are again as they were at the start.
    if (index > 0) await stage.restartApp();
    console.log(title(way.name, way.path === undefined ? '' : stage.origin + way.path));
    // The first way in full. The others get the same answers, so they show only what is special.
    const found = await converse(way, stage, index === 0);
    rows.push(...found);
    if (index > 0) console.log(`  the same questions: ${summary(found).trim()}`);
  }
  console.log(summary(rows));
  if (once) return exitCode(rows);

  const app = await stage.restartApp();
  console.log(`\n${connectLines(stage).join('\n')}\n`);
  progress(
    'the app stays up, with the documents as they were at the start; press Ctrl-C to stop it',
  );
  await app.ended;
  throw new Error(`The app has ended.\n\n${app.output()}`);
}

/** All questions over one connection for each agent. */
async function converse(way: Way, stage: Stage, inFull: boolean): Promise<Row[]> {
  const rows: Row[] = [];
  const show = (row: Row) => {
    rows.push(row);
    if (inFull || row.isSpecial === true || row.differences.length > 0) console.log(lines(row));
  };

  if (way.path !== undefined) {
    if (inFull) console.log('\n  Before the MCP server');
    for (const row of await atTheDoor(stage, way.path)) show(row);
  }

  const connections = new Map<AgentName, Connection>();
  let before: AgentName | undefined;
  try {
    for (const step of steps) {
      if (inFull && step.who !== before) console.log(heading(step.who));
      before = step.who;
      const connection =
        connections.get(step.who) ?? (await way.connect(stage, tokenOf(step.who, stage)));
      connections.set(step.who, connection);
      if (step.withoutCerbos === true) await stage.pdp.kill('SIGKILL');
      const answer = await askServer(connection, step.ask);
      if (step.withoutCerbos === true) {
        const ask = () => askServer(connection, step.ask);
        await restartPdp(stage.pdp, async () => (await ask()).outcome === 'answered');
      }
      show(rowOf(step, answer));
    }
  } finally {
    await Promise.all([...connections.values()].map(({ client }) => client.close()));
  }
  return rows;
}
