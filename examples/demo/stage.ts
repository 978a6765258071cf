import {
  type CerbosServer,
  type ClerkSandbox,
  startCerbos,
  startClerkSandbox,
} from 'clerk-cerbos/testing';
import { basename, join } from 'node:path';
import { appEnvironment } from './appEnvironment';
import { buildApp, builtSandboxPort } from './buildApp';
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
  /** What Node.js runs to build it. Leave it out if the example needs no build. */
  readonly build?: readonly string[];
  /** The folder that the build writes, if the next demo may use it again while no source changed. */
  readonly buildFolder?: string;
  /** What Node.js runs to serve it, on the HOST and PORT of its environment. */
  readonly serve: readonly string[];
  /** The Node.js for both. Default: the one that runs the demo. */
  readonly executable?: string;
  /** A path that answers any caller as soon as everything is up. */
  readonly probe: string;
  /** Let the PDP write its decisions to a log. */
  readonly audit?: boolean;
  /** More environment variables, beside those of all demos. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Environment variables that are made anew each time that the app starts. */
  readonly freshSettings?: () => Promise<Readonly<Record<string, string>>>;
  /** Serve Clerk's stand-in on the app's own origin, if the app does not do so itself. */
  readonly frontDoor?: boolean;
}

/** The app, its PDP and its stand-in for Clerk, all running. */
export interface Stage {
  /** Ends the app and serves it anew, with the documents that it starts with. */
  readonly restartApp: () => Promise<ChildProcess>;
  readonly origin: string;
  readonly sandbox: ClerkSandbox;
  readonly pdp: CerbosServer;
}

/** Starts everything on free ports. The cleanup stops what was started, also after a failure. */
export async function setStage(
  {
    folder,
    build,
    buildFolder,
    serve,
    executable,
    probe,
    audit = false,
    settings = {},
    freshSettings,
    frontDoor = false,
  }: DemoApp,
  cleanup: Cleanup,
): Promise<Stage> {
  const sandbox = await openSandbox(folder, builtSandboxPort(folder, buildFolder));
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
    CERBOS_GRPC: pdp.grpcTarget,
    APP_ORIGIN: origin,
    HOST: 'localhost',
    PORT: String(held.port),
  });
  if (setAside.length > 0) {
    progress(`the demo does not use your own Clerk: it ignores ${setAside.join(', ')}`);
  }

  // The build needs the address of the sandbox, so the sandbox starts first.
  if (build !== undefined) await buildApp({ folder, build, buildFolder, env, executable }, cleanup);

  await held.release();
  const startApp = async () => {
    const started = runNode(serve, {
      cwd: folder,
      env: { ...env, ...(await freshSettings?.()) },
      executable,
    });
    cleanup.add(started.stop);
    await waitForApp(started, origin + probe);
    return started;
  };
  let app = await startApp();
  progress(`the app is up: ${origin}`);
  const restartApp = async () => {
    await app.stop();
    app = await startApp();
    return app;
  };
  return { restartApp, origin, sandbox, pdp };
}

/** Starts Clerk's stand-in on this port if it is free, and on another one if it is not. */
async function openSandbox(resolveFrom: string, port: number): Promise<ClerkSandbox> {
  const options = { users: people, organizations, resolveFrom };
  return startClerkSandbox({ ...options, port }).catch(() => startClerkSandbox(options));
}
