import { colors } from './colors';

const started = performance.now();

/** Says what is going on, and how many seconds into the demo. */
export function progress(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${colors.dim(`${seconds.padStart(5)} s`)}  ${text}`);
}
