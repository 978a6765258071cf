import { type Command, Option } from 'commander';

/** Adds `clerk-cerbos matrix`. */
export function addMatrixCommand(program: Command): void {
  program
    .command('matrix')
    .summary('who may do what, as a table')
    .description(
      'Shows who may do what: the people of your policy tests, and each action on their resources. The engine of Cerbos decides, without a server.',
    )
    .option('--policies <folder>', 'the folder of the policies', 'policies')
    .option(
      '--fixtures <path>',
      'a folder or a file with `principals` and `resources`, as in policy tests (default: the policies’ own tests)',
    )
    .option('--kind <kind...>', 'only resources of these kinds')
    .option('--now <time>', 'what `now()` is for the policies, such as 2030-01-01T12:00:00Z')
    .option(
      '--config <file>',
      'the configuration of your PDP, whose engine part is used (default: cerbos.yaml, if it is there)',
    )
    .option('--ignore-schemas', 'do not deny resources that do not match their JSON Schema')
    .addOption(
      new Option('--format <format>', 'how to print it').choices([
        'table',
        'markdown',
        'html',
        'json',
      ]),
    )
    .option('--out <file>', 'write it to a file; the ending chooses the format: .md, .html, .json')
    .option('--check <file>', 'compare it with a file (.md, .json) that --out wrote')
    .addHelpText(
      'after',
      `
Examples:
  $ npx clerk-cerbos matrix
  $ npx clerk-cerbos matrix --kind document --out policies/matrix.md
  $ npx clerk-cerbos matrix --check policies/matrix.md     in CI: fails if answers change
  $ npx clerk-cerbos matrix --out matrix.html

Exit codes: 0 done, or nothing changed; 1 answers changed (--check); 2 it could not be done.`,
    )
    .action(async (options: Readonly<Record<string, unknown>>) => {
      const { runMatrix } = await import('./runMatrix');
      // Commander has checked the options that are declared above.
      await runMatrix(options as unknown as Parameters<typeof runMatrix>[0]);
    });
}
