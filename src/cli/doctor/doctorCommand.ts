import type { Command } from 'commander';
import type { DoctorOptions } from './runDoctor';

/** Declares `clerk-cerbos doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('check the PDP, the policies and the keys of Clerk')
    .description(
      'Checks the running PDP, the policies of a folder, and the keys of Clerk, and says what to do about each fault. With a secret key it also compares the roles and permissions of the instance with those of the policies. It changes nothing, and prints no key.',
    )
    .option('--policies <folder>', 'the folder of the policies', 'policies')
    .option(
      '--pdp <url>',
      'the HTTP API of the PDP; by default CERBOS_HTTP, that of the running dev, or http://127.0.0.1:3592',
    )
    .option('--app-role <name...>', 'roles that the app gives with principal.roles')
    .option('--base-role <name>', 'the role of each session (principal.baseRole)', 'user')
    .option('--clerk-api <url>', "Clerk's Backend API; by default CLERK_API_URL, or Clerk's own")
    .option('--offline', 'ask neither a PDP nor Clerk')
    .option('--skip <check...>', 'checks to leave out, such as policies.plans')
    .option('--strict', 'exit with 1 also for what is to look at')
    .option('--json', 'print a list of results, in the shape of clerk doctor --json')
    .addHelpText(
      'after',
      `
Examples:
  npx clerk-cerbos doctor
  npx clerk-cerbos doctor --offline --strict
  npx clerk-cerbos doctor --pdp http://127.0.0.1:3592 --app-role editor reviewer

Keys are read from the environment, .env.local and .env. Without a key its checks are skipped.
Exit codes: 0 healthy; 1 a check failed; 2 it could not be done.`,
    )
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./runDoctor');
      await runDoctor(process.cwd(), options);
    });
}
