/**
 * A command could not do its work. The command line prints the message without a stack and ends
 * with {@link exitCodes.trouble}.
 */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** How a command ends, for scripts. */
export const exitCodes = {
  /** Done; for a question: yes. */
  yes: 0,
  /** The question was answered with no: denied, out of date, different, not healthy. */
  no: 1,
  /** The command could not do its work: wrong arguments, no PDP, a broken policy. */
  trouble: 2,
} as const;
