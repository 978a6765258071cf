import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { startCerbos, startClerkSandbox } from 'clerk-cerbos/testing';
import { appEnvironment } from './appEnvironment';
import { openAuditLog } from './auditLog';
import { type ChildProcess, runNode } from './childProcess';
import type { Cleanup } from './cleanup';
import { holdPort } from './holdPort';
import { organizations, people } from './people';
import { progress } from './progress';
import type { TourGround } from './tour';
import { waitForApp } from './waitForApp';

const folder = fileURLToPath(new URL('..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** The app, its PDP and its stand-in for Clerk, all running. */
export interface Stage extends TourGround {
  readonly app: ChildProcess;
}

/** Starts everything on free ports. What was started by then is in the cleanup, also if it fails. */
export async function setStage(cleanup: Cleanup): Promise<Stage> {
  const sandbox = await startClerkSandbox({ users: people, organizations, resolveFrom: folder });
  cleanup.add(() => sandbox.close());
  progress('Clerk’s stand-in is up: nothing leaves this machine');

  const held = await holdPort('localhost');
  cleanup.add(held.release);
  const origin = `http://localhost:${held.port}`;

  const pdp = await startCerbos({
    policies: `${folder}/policies`,
    schemaEnforcement: 'reject',
    audit: true,
    resolveFrom: folder,
  });
  cleanup.add(() => pdp.stop());
  if (pdp.auditLogPath === undefined) throw new Error('The PDP writes no decision log.');
  progress('Cerbos is up, with the policies of examples/nextjs/policies');

  const { env, setAside } = appEnvironment(folder, {
    ...sandbox.env,
    CERBOS_HTTP: pdp.httpUrl,
    APP_ORIGIN: origin,
  });
  if (setAside.length > 0) {
    progress(`your own Clerk is not used in the demo: it sets aside ${setAside.join(', ')}`);
  }

  // The address of the sandbox is built in, so that it has to be up before.
  progress('building the app …');
  const build = runNode([next, 'build'], { cwd: folder, env });
  cleanup.add(build.stop);
  if ((await build.ended) !== 0) throw new Error(`next build failed.\n\n${build.output()}`);
  progress('the app is built');

  await held.release();
  const app = runNode([next, 'start', '-H', 'localhost', '-p', String(held.port)], {
    cwd: folder,
    env,
  });
  cleanup.add(app.stop);
  await waitForApp(app, origin);
  progress(`the app is up: ${origin}`);
  return { app, origin, sandbox, pdp, log: openAuditLog(pdp.auditLogPath) };
}
