import { isatty } from 'node:tty';
import pc from 'picocolors';

/** Colours only in a terminal, and not with NO_COLOR. A pipe and the logs of a CI get none. */
export const colors = pc.createColors(pc.isColorSupported && isatty(1));
