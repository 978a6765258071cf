import type { Progress } from './measureAll';

const isTerminal = process.stdout.isTTY && process.env.NO_COLOR === undefined;

/** Green or red on a terminal, plain in a pipe. */
export function paint(text: string, good: boolean): string {
  return isTerminal ? `\u001b[${good ? 32 : 31}m${text}\u001b[39m` : text;
}

/** Says what is being measured: on a terminal with its rounds, in a pipe one line for each. */
export function createProgress(): Progress {
  const started = performance.now();
  let last = '';
  let shown = 0;
  return (what, round, rounds) => {
    const now = performance.now();
    const seconds = `${((now - started) / 1000).toFixed(1).padStart(5)} s`;
    if (round === undefined) {
      if (what !== last)
        process.stdout.write(`${isTerminal ? '\r\u001b[K' : ''}${seconds}  ${what}\n`);
      last = what;
    } else if (isTerminal && now - shown > 100) {
      shown = now;
      process.stdout.write(`\r\u001b[K${seconds}  ${what}: round ${round} of ${rounds ?? round}`);
    }
  };
}
