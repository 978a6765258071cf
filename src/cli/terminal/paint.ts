import { styleText } from 'node:util';

/** The meanings that the command line gives to colours. All are plain in a pipe and with NO_COLOR. */
export const paint = {
  good: (text: string): string => styleText('green', text),
  bad: (text: string): string => styleText('red', text),
  warning: (text: string): string => styleText('yellow', text),
  /** What can be skipped at first sight: file names, times. */
  quiet: (text: string): string => styleText('dim', text),
  /** What the eye should find first. */
  strong: (text: string): string => styleText('bold', text),
} as const;
