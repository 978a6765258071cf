import { colors } from './colors';

const started = performance.now();

/** Prints what the demo does now, and how many seconds after its start. */
export function progress(text: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${colors.dim(`${seconds.padStart(5)} s`)}  ${text}`);
}
