import { Command } from 'commander';
import { exitCodes } from './CommandError';
import { addExplainCommand } from './explain/explainCommand';
import { addDevCommand } from './dev/devCommand';
import { addMatrixCommand } from './matrix/matrixCommand';
import { addInitCommand } from './init/initCommand';
import { addGenerateCommand } from './generate/generateCommand';
import { addDoctorCommand } from './doctor/doctorCommand';

/**
 * Makes the command line. Each command declares its options in its own folder and loads its code
 * only when it runs, so that `--help` is quick.
 */
export function createProgram(version: string): Command {
  const program = new Command('clerk-cerbos')
    .description('Policies of Cerbos for apps that sign in with Clerk: begin, explain, check.')
    .version(version)
    // Only so `--` hands what follows to a command as it is.
    .enablePositionalOptions()
    .showHelpAfterError('Run with --help for the options and examples.')
    .exitOverride((error) => {
      throw new CommandExit(error.exitCode === 0 ? exitCodes.yes : exitCodes.trouble);
    });
  addExplainCommand(program);
  addDevCommand(program);
  addMatrixCommand(program);
  addInitCommand(program);
  addGenerateCommand(program);
  addDoctorCommand(program);
  return program;
}

/** Commander has printed what there is to say: help, the version, or what is wrong. */
export class CommandExit extends Error {
  override readonly name = 'CommandExit';

  constructor(readonly exitCode: number) {
    super('The command line has ended.');
  }
}
