import type { Command } from 'commander';

const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** Adds `clerk-cerbos explain`. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .summary('why an action is allowed or denied')
    .description(
      'Explains why an action is allowed or denied: each rule that names the action, why it did or did not apply, and where it stands. Without arguments it explains the last denial that the running dev has seen; with an id, that call. With a question, the engine of Cerbos decides, without a server.',
    )
    .argument('[action]', 'such as edit; or the id of a call that dev has seen (cerbosCallId)')
    .argument('[kind]', 'the kind of the resource, such as document')
    .argument('[id]', 'the id of the resource')
    .argument('[attr=value...]', 'attributes of the resource; a value is JSON, or else a text')
    .option('--user <id>', 'a user of Clerk, with a session')
    .option('--org <id>', 'the active organization of the user')
    .option('--role <role>', 'the role of the user in it, such as org:admin')
    .option('--permission <permission>', 'a permission in it; can be repeated', collect)
    .option('--claims <json>', 'claims of the session token, as JSON or @file')
    .option('--aux-data', 'send the claims to the policies, as an app with auxData does')
    .option('--token <jwt>', 'a session token of Clerk; it is read, and not verified')
    .option(
      '--principal <file>',
      'a principal of Cerbos in YAML or JSON; file#name takes one of several',
    )
    .option('--anonymous', 'a caller who is not signed in')
    .option('--policies <folder>', 'the folder of the policies', 'policies')
    .option('--running', 'ask the PDP of the running dev, in place of an engine without a server')
    .option(
      '--config <file>',
      'the configuration of your PDP, whose engine part is used (default: cerbos.yaml, if it is there)',
    )
    .option('--ignore-schemas', 'do not deny what does not match its JSON Schema')
    .option('--json', 'print the explanation as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ npx clerk-cerbos explain
  $ npx clerk-cerbos explain edit document roadmap orgId=org_acme ownerId=user_ben \\
      --user user_cleo --org org_acme --role org:member
  $ npx clerk-cerbos explain view document roadmap --anonymous
  $ npx clerk-cerbos explain view document roadmap \\
      --principal policies/tests/testdata/principals.yaml#cleo_member

Exit codes: 0 allowed; 1 denied; 2 it could not be explained.`,
    )
    .action(
      async (
        action: string | undefined,
        kind: string | undefined,
        id: string | undefined,
        attributes: readonly string[],
        options: Readonly<Record<string, unknown>>,
      ) => {
        if (action === undefined || kind === undefined) {
          const { explainCall } = await import('./explainCall');
          await explainCall(action, { json: options.json === true });
          return;
        }
        const { runExplain } = await import('./runExplain');
        // Commander has checked the options that are declared above.
        const known = options as unknown as Parameters<typeof runExplain>[1];
        await runExplain({ action, kind, id, attributes }, known);
      },
    );
}
