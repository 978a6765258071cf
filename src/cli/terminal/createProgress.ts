import { paint } from './paint';

/** Says what a command that takes over a second does now. */
export interface Progress {
  /** Shows a line in place of the one before. */
  readonly say: (text: string) => void;
  /** Removes the line, before the command prints its result. */
  readonly end: () => void;
}

/**
 * Makes a line of progress on a terminal. In a pipe, and in CI, it writes nothing.
 *
 * It is written to the standard error stream, so that the result can be piped.
 */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  // A terminal that is recorded, as in CI, keeps each line.
  const isLive = stream.isTTY && process.env.CI === undefined;
  const clear = () => {
    if (isLive) stream.write('\r\u001B[2K');
  };
  return {
    say(text) {
      clear();
      if (isLive) stream.write(paint.quiet(`${text} …`));
    },
    end: clear,
  };
}
