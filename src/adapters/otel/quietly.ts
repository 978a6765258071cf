import { warnOnce } from '../../development';

/** Does what telemetry asks for; what it throws changes no answer, and development shows it once. */
export function quietly<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    warnOnce(`OpenTelemetry failed, and the answer stands all the same: ${reason}`);
    return undefined;
  }
}
