import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runProgram';

const nextBin = createRequire(import.meta.url).resolve('next/dist/bin/next');
const cwd = fileURLToPath(new URL('./nextjs', import.meta.url));

/** A served app. */
export interface ServedApp {
  readonly origin: string;
  /** What it has printed, for tests of what is logged. */
  output(): string;
  stop(): Promise<void>;
}

/** Builds the Next.js app of the behaviour suite and serves it, as one would in production. */
export async function startNext(env: Readonly<Record<string, string>>): Promise<ServedApp> {
  const build = runProgram([nextBin, 'build'], { cwd, env });
  if ((await build.ended) !== 0) throw new Error(`next build failed:\n${build.output()}`);
  const port = await freePort();
  const app = runProgram([nextBin, 'start', '-H', 'localhost', '-p', String(port)], { cwd, env });
  const origin = `http://localhost:${port}`;
  await Promise.race([
    untilServed(origin),
    app.ended.then(() => {
      throw new Error(`next start ended:\n${app.output()}`);
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
