import { isatty } from 'node:tty';
import pc from 'picocolors';

/** Plain in a pipe, even where picocolors would colour the logs of a CI; honours NO_COLOR. */
export const colors = pc.createColors(pc.isColorSupported && isatty(1));
