import { ClerkCerbosError } from '../base/errors';
import { CommandError, exitCodes } from './CommandError';
import { CommandExit, createProgram } from './createProgram';
import { paint } from './terminal/paint';
import { printable } from './terminal/printable';

declare const CLERK_CERBOS_VERSION: string;

// `clerk-cerbos … | head` closes the pipe. That is no fault of ours, and none of the user's.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The command may have set another exit code: `matrix --check | head` must still fail.
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await createProgram(CLERK_CERBOS_VERSION).parseAsync();
} catch (error) {
  if (error instanceof CommandExit) {
    process.exitCode = error.exitCode;
  } else {
    // Of its own errors the message says everything; of another one the stack may help.
    const isExpected = error instanceof CommandError || error instanceof ClerkCerbosError;
    const text = isExpected ? error.message : error instanceof Error ? error.stack : String(error);
    // It may quote a policy, or an answer.
    console.error(`${paint.bad('✗')} ${printable(text ?? '')}`);
    process.exitCode = exitCodes.trouble;
  }
}
