import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startCerbos, startClerkSandbox } from 'clerk-cerbos/testing';
import { openAuditLog } from '../../nextjs/demo/auditLog';
import { type ChildProcess, runNode } from '../../nextjs/demo/childProcess';
import type { Cleanup } from '../../nextjs/demo/cleanup';
import { holdPort } from '../../nextjs/demo/holdPort';
import { organizations, people } from '../../nextjs/demo/people';
import { progress } from '../../nextjs/demo/progress';
import type { TourGround } from '../../nextjs/demo/tour';
import { clerkSettings } from './clerkSettings';
import { openFrontDoor } from './frontDoor';

const folder = fileURLToPath(new URL('..', import.meta.url));

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
  const door = await openFrontDoor(sandbox.url, `http://localhost:${held.port}`);
  cleanup.add(door.close);
  const { origin } = door;

  const pdp = await startCerbos({
    policies: join(folder, 'policies'),
    schemaEnforcement: 'reject',
    audit: true,
    resolveFrom: folder,
  });
  cleanup.add(() => pdp.stop());
  if (pdp.auditLogPath === undefined) throw new Error('The PDP writes no decision log.');
  progress('Cerbos is up, with the policies of examples/react-router/policies');

  const env = {
    ...process.env,
    ...clerkSettings(sandbox, door),
    CERBOS_HTTP: pdp.httpUrl,
    APP_ORIGIN: origin,
    NODE_ENV: 'production' as const,
  };
  progress('building the app …');
  const build = runNode([program('@react-router/dev', 'react-router'), 'build'], {
    cwd: folder,
    env,
  });
  cleanup.add(build.stop);
  if ((await build.ended) !== 0) throw new Error(`The build failed.\n\n${build.output()}`);
  progress('the app is built');

  await held.release();
  const serve = program('@react-router/serve', 'react-router-serve');
  const app = runNode([serve, 'build/server/index.js'], {
    cwd: folder,
    env: { ...env, HOST: 'localhost', PORT: String(held.port) },
  });
  cleanup.add(app.stop);
  await waitForApp(app, origin);
  progress(`the app is up: ${origin}`);
  return { app, origin, sandbox, pdp, log: openAuditLog(pdp.auditLogPath) };
}

/** A program that a package brings. */
function program(tool: string, name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${tool}/package.json`);
  // As npm requires it of a package that brings a program.
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return join(dirname(manifest), bin[name] ?? '');
}

/** Waits until the app answers; to whoever is not signed in, it says so. */
async function waitForApp(app: ChildProcess, origin: string): Promise<void> {
  const end = app.ended.then(
    () => 'ended',
    () => 'ended',
  );
  const answered = async () =>
    (await fetch(`${origin}/api/documents/brand`).catch(() => undefined))?.status === 401;
  for (;;) {
    if (await answered()) return;
    const state = await Promise.race([end, sleep(100)]);
    if (state === 'ended') throw new Error(`The app has ended.\n\n${app.output()}`);
  }
}
