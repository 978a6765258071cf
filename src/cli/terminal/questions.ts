import { CommandError } from '../CommandError';

/**
 * Says whether a person can answer questions. Without a terminal on both ends, and in CI, a
 * question would wait for ever.
 */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && !process.env.CI;
}

/** Asks a question whose answer is yes or no. */
export async function askWhether(message: string, initialValue: boolean): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue });
  return isCancel(answer) ? stop() : answer;
}

/** Asks for one of several. */
export async function askWhich<Value extends string>(
  message: string,
  options: readonly { readonly value: Value; readonly label: string }[],
): Promise<Value> {
  const { isCancel, select } = await import('@clack/prompts');
  const choices: { value: string; label: string }[] = [...options];
  const answer = await select({ message, options: choices });
  const chosen = options.find(({ value }) => value === answer);
  return isCancel(answer) || chosen === undefined ? stop() : chosen.value;
}

/** What a command says whose question was answered with no, or by Ctrl-C. */
export const stopped = 'You stopped it. Nothing was written.';

function stop(): never {
  throw new CommandError(stopped);
}
