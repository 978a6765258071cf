import type { Command } from 'commander';
import type { InitOptions } from './runInit';

/** Declares `clerk-cerbos init`. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .summary('add policies, a PDP and a guarded route to an app')
    .description(
      'Adds to the app of this folder: policies with tests, the configuration of the PDP, the file that connects Clerk and Cerbos, a guarded route as an example, and scripts in package.json. It changes no other file of yours. What is left to do, it prints as code to copy.',
    )
    .option('--framework <name>', 'the framework, if the app has several or none')
    .option('--policies <folder>', 'the folder of the policies, below that of the app', 'policies')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('-y, --yes', 'write without asking; files of yours stay as they are')
    .option('--overwrite', 'replace files that are there and differ; see --dry-run first')
    .addHelpText(
      'after',
      `
Examples:
  npx clerk-cerbos init --dry-run
  npx clerk-cerbos init
  npx clerk-cerbos init --framework web --policies authz/policies

Without a terminal, and in CI, it asks nothing, and files of yours stay as they are.`,
    )
    .action(async (options: InitOptions) => {
      const { runInit } = await import('./runInit');
      await runInit(process.cwd(), options);
    });
}
