import { createServer } from 'node:net';
import { runProgram } from './runProgram';

/** A served app. */
export interface ServedApp {
  readonly origin: string;
  /** What it has printed, for tests of what is logged. */
  output(): string;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Default: this Node. */
  readonly executable?: string;
}

/** Builds an app, and returns what that printed. */
export async function buildApp(
  args: readonly string[],
  surroundings: Surroundings,
): Promise<string> {
  const build = runProgram(args, surroundings);
  if ((await build.ended) === 0) return build.output();
  throw new Error(`${args.join(' ')} failed:\n${build.output()}`);
}

/** Serves an app on a free port, which it is told as `PORT`, and waits until it answers. */
export async function serveApp(
  args: readonly string[],
  { env, ...surroundings }: Surroundings,
): Promise<ServedApp> {
  const port = String(await freePort());
  const app = runProgram(args, { ...surroundings, env: { ...env, PORT: port, HOST: 'localhost' } });
  const origin = `http://localhost:${port}`;
  await Promise.race([
    untilServed(origin),
    app.ended.then(() => {
      throw new Error(`${args.join(' ')} ended:\n${app.output()}`);
    }),
  ]);
  return { origin, output: app.output, stop: app.stop };
}

async function untilServed(origin: string): Promise<void> {
  for (;;) {
    const answer = await fetch(origin).catch(() => undefined);
    if (answer !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, 'localhost', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('There is no free port.'));
      });
    });
  });
}
