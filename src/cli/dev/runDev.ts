import { constants } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cerbosBinary } from '../../testing/cerbos/cerbosBinary';
import { requirePolicies } from '../../testing/cerbos/requirePolicies';
import type { ClerkSandbox } from '../../testing/sandbox/ClerkSandbox';
import { startClerkSandbox } from '../../testing/sandbox/startClerkSandbox';
import { CommandError, exitCodes } from '../CommandError';
import { readPolicies } from '../policies/readPolicies';
import { printable } from '../terminal/printable';
import { watchPolicies } from '../policies/watchPolicies';
import { createPdpKeeper } from './createPdpKeeper';
import { createPolicyLoop } from './createPolicyLoop';
import { createReporter } from './createReporter';
import type { DevOptions } from './DevOptions';
import { devStateFile, removeDevState, writeDevState } from './devState';
import { listenForSignals } from './listenForSignals';
import { openingLines, usualPorts } from './openingLines';
import { readPdpSettings } from '../pdp/readPdpSettings';
import { sandboxOrganizations, sandboxUsers } from './sandboxPeople';
import { startApp } from './startApp';
import { startControlServer } from './startControlServer';
import { startDevPdp } from './startDevPdp';

type Cleanup = () => unknown;

// Beside a build that keeps all cores busy, it takes long.
const startTimeoutMs = 60_000;
// The app has ended. A long list of reasons is no reason to stay.
const lastWordsMs = 10_000;

/** Runs a PDP, and the app with it, until the app or the user ends it. */
export async function runDev(command: readonly string[], options: DevOptions): Promise<void> {
  if (process.env.NODE_ENV === 'production') {
    throw new CommandError(
      'NODE_ENV is production, and dev shows what policies read about people. Run it in development only: leave NODE_ENV out.',
    );
  }
  const cleanups: Cleanup[] = [];
  try {
    process.exitCode = await run(command, options, cleanups);
  } finally {
    // If one fails, the others must still be done: the PDP would keep this process alive.
    for (const cleanup of cleanups.reverse())
      await Promise.resolve().then(cleanup).catch(sayFailure);
  }
}

async function run(
  command: readonly string[],
  options: DevOptions,
  cleanups: Cleanup[],
): Promise<number> {
  // What the app writes may be piped into something.
  const say = command.length > 0 ? console.error : console.log;
  const signals = listenForSignals();
  const binary = cerbosBinary(process.cwd());
  const settings = await readPdpSettings(options.config);
  await requirePolicies(resolve(options.policies));
  const sandbox = options.sandbox === true ? await startSandbox(cleanups) : undefined;

  let pdpUrl = '';
  const reporter = createReporter({
    binary,
    say,
    prints: options.quiet === true ? 'none' : options.all === true ? 'all' : 'denials',
    settings,
    pdpUrl: () => pdpUrl,
    policies: () => keeper.policies(),
  });
  const keeper = createPdpKeeper({
    start: (onCrash) =>
      startDevPdp({
        policies: options.policies,
        httpPort: options.httpPort ?? { ifFree: usualPorts.http },
        grpcPort: options.grpcPort ?? { ifFree: usualPorts.grpc },
        config: settings.config,
        startTimeoutMs,
        ...(sandbox !== undefined && { jwksUrl: sandbox.jwksUrl }),
        onLog: reporter.calls.read,
        onCrash,
      }),
    read: () => readPolicies(options.policies),
    catchUp: reporter.explainer.catchUp,
    say,
  });
  cleanups.push(keeper.stop);
  const loop = createPolicyLoop({ binary, folder: options.policies, say, ...keeper });
  const watch = watchPolicies(options.policies, loop.update);
  cleanups.push(watch.close, loop.stop);
  void watch.ready.then(watch.run);

  const server = await Promise.race([keeper.started, signals.received]);
  if (typeof server === 'string') return exitCodeOf(server, command);
  pdpUrl = server.httpUrl;
  const control = await startControlServer(reporter.calls, reporter.explainer);
  cleanups.push(control.close);
  const stateFile = devStateFile(process.cwd());
  if (stateFile !== undefined) {
    writeDevState(stateFile, { pid: process.pid, url: control.url, pdpUrl });
    cleanups.push(() => removeDevState(stateFile));
  }
  for (const line of openingLines({ options, command, server, settings, sandbox })) say(line);

  if (command.length === 0) return exitCodeOf(await signals.received, command);
  const app = await startApp(command, {
    ...sandbox?.env,
    CERBOS_HTTP: server.httpUrl,
    CERBOS_GRPC: server.grpcTarget,
    CLERK_CERBOS_DEV: control.url,
  });
  signals.handTo(app.signal);
  const exitCode = await app.ended;
  signals.endAtNext();
  await Promise.race([reporter.catchUp(), sleep(lastWordsMs)]);
  return exitCode;
}

function sayFailure(error: unknown): void {
  console.error(printable(error instanceof Error ? error.message : String(error)));
}

async function startSandbox(cleanups: Cleanup[]): Promise<ClerkSandbox> {
  const sandbox = await startClerkSandbox({
    users: sandboxUsers,
    organizations: sandboxOrganizations,
  });
  cleanups.push(sandbox.close);
  return sandbox;
}

/** To end `dev` alone is what one does; to end it before the app has started, is a failure. */
function exitCodeOf(signal: NodeJS.Signals, command: readonly string[]): number {
  return command.length === 0 ? exitCodes.yes : 128 + constants.signals[signal];
}
