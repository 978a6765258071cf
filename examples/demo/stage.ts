import {
  type CerbosServer,
  type ClerkSandbox,
  startCerbos,
  startClerkSandbox,
} from 'clerk-cerbos/testing';
import { basename, join } from 'node:path';
import { appEnvironment } from './appEnvironment';
import { type ChildProcess, runNode } from './childProcess';
import type { Cleanup } from './cleanup';
import { openFrontDoor } from './frontDoor';
import { holdPort } from './holdPort';
import { organizations, people } from './people';
import { progress } from './progress';
import { waitForApp } from './waitForApp';

/** An example, as its demo runs it. */
export interface DemoApp {
  /** Its folder, which has its `policies`. */
  readonly folder: string;
  /** What Node.js runs to build it, where there is something to build. */
  readonly build?: readonly string[];
  /** What Node.js runs to serve it, on the HOST and PORT of its environment. */
  readonly serve: readonly string[];
  /** A path that answers, to whomever, as soon as everything is up. */
  readonly probe: string;
  /** Let the PDP write its decisions to a log. */
  readonly audit?: boolean;
  /** What its environment has beside what all demos have. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Let browsers find Clerk's stand-in on the app's own origin, where the app does not do so. */
  readonly frontDoor?: boolean;
}

/** The app, its PDP and its stand-in for Clerk, all running. */
export interface Stage {
  readonly app: ChildProcess;
  readonly origin: string;
  readonly sandbox: ClerkSandbox;
  readonly pdp: CerbosServer;
}

/** Starts everything on free ports. What was started by then is in the cleanup, also if it fails. */
export async function setStage(
  { folder, build, serve, probe, audit = false, settings = {}, frontDoor = false }: DemoApp,
  cleanup: Cleanup,
): Promise<Stage> {
  const sandbox = await startClerkSandbox({ users: people, organizations, resolveFrom: folder });
  cleanup.add(() => sandbox.close());
  progress('Clerk’s stand-in is up: nothing leaves this machine');

  const held = await holdPort('localhost');
  cleanup.add(held.release);
  const served = `http://localhost:${held.port}`;
  const door = frontDoor ? await openFrontDoor(sandbox.url, served) : undefined;
  if (door !== undefined) cleanup.add(door.close);
  const { origin } = door ?? { origin: served };

  const pdp = await startCerbos({
    policies: join(folder, 'policies'),
    schemaEnforcement: 'reject',
    audit,
    resolveFrom: folder,
  });
  cleanup.add(() => pdp.stop());
  progress(`Cerbos is up, with the policies of examples/${basename(folder)}/policies`);

  const { env, setAside } = appEnvironment(folder, {
    ...sandbox.env,
    ...settings,
    ...door?.settings,
    CERBOS_HTTP: pdp.httpUrl,
    APP_ORIGIN: origin,
    HOST: 'localhost',
    PORT: String(held.port),
  });
  if (setAside.length > 0) {
    progress(`your own Clerk is not used in the demo: it sets aside ${setAside.join(', ')}`);
  }

  // Where the address of the sandbox is built in, it has to be up before.
  if (build !== undefined) await buildApp(build, folder, env, cleanup);

  await held.release();
  const app = runNode(serve, { cwd: folder, env });
  cleanup.add(app.stop);
  await waitForApp(app, origin + probe);
  progress(`the app is up: ${origin}`);
  return { app, origin, sandbox, pdp };
}

async function buildApp(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  cleanup: Cleanup,
): Promise<void> {
  progress('building the app …');
  const build = runNode(args, { cwd, env });
  cleanup.add(build.stop);
  if ((await build.ended) !== 0) throw new Error(`It can’t be built.\n\n${build.output()}`);
  progress('the app is built');
}
