import { type Command, InvalidArgumentError } from 'commander';
import type { DevOptions } from './DevOptions';

/** Adds `clerk-cerbos dev`. */
export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .summary('a PDP beside your app, which says why it denies')
    .description(
      'Starts a PDP on your policies, and your app with it. A changed policy is checked and loaded at once. Each denial is printed with its reason.',
    )
    .argument('[command...]', 'your own command, after --')
    .option('--policies <folder>', 'the folder of the policies', 'policies')
    .option('--sandbox', 'a stand-in for Clerk, with people to sign in as')
    .option(
      '--config <file>',
      'the configuration of your PDP, whose schema, engine and auxData are used (default: cerbos.yaml, if it is there)',
    )
    .option('--http-port <port>', 'for the HTTP API (default: 3592, or a free one)', toPort)
    .option('--grpc-port <port>', 'for the gRPC API (default: 3593, or a free one)', toPort)
    .option('--all', 'print what is allowed, too, and lists')
    .option('--quiet', 'print no decisions')
    .addHelpText(
      'after',
      `
Examples:
  $ npx clerk-cerbos dev -- npx next dev
  $ npx clerk-cerbos dev --sandbox -- npm run dev
  $ npx clerk-cerbos dev --all

Your command gets CERBOS_HTTP and CERBOS_GRPC, and its exit code is that of dev.
2 means: dev itself could not start.`,
    )
    .action(async (command: readonly string[], options: DevOptions) => {
      const { runDev } = await import('./runDev');
      await runDev(command, options);
    });
}

const lastPort = 65_535;

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port <= lastPort) return port;
  throw new InvalidArgumentError(`Write a number from 1 to ${String(lastPort)}.`);
}
