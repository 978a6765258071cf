import type { Command } from 'commander';
import type { GenerateOptions } from './runGenerate';

/** Declares `clerk-cerbos generate`. */
export function addGenerateCommand(program: Command): void {
  program
    .command('generate')
    .summary('write the types of the policies: kinds, actions, attributes')
    .description(
      'Writes one TypeScript file with the kinds, actions and attributes of the policies, and registers them for clerk-cerbos. The compiler then finds a misspelt action. The file is formatted by the Prettier or Biome of the project.',
    )
    .option('--policies <folder>', 'the folder of the policies', 'policies')
    .option(
      '--out <file>',
      'the file to write; by default the one written before, or else lib/policies.gen.ts',
    )
    .option('--check', 'write nothing; exit with 1 if the file does not fit the policies')
    .option('--watch', 'write again whenever a policy or a schema changes')
    .option('--from <address>', 'read the policies from the Admin API of a running PDP')
    .option(
      '--admin <user:password>',
      'for --from; by default CERBOS_USERNAME and CERBOS_PASSWORD of the environment',
    )
    .addHelpText(
      'after',
      `
Examples:
  npx clerk-cerbos generate
  npx clerk-cerbos generate --out src/policies.gen.ts
  npx clerk-cerbos generate --check
  npx clerk-cerbos generate --from http://127.0.0.1:3592

Exit codes: 0 done, or the file fits; 1 the file does not fit (--check); 2 it could not be done.`,
    )
    .action(async (options: GenerateOptions) => {
      const { runGenerate } = await import('./runGenerate');
      await runGenerate(options);
    });
}
