import { misconfigured } from '../../base/errors';

/** How much the PDP takes in one call. */
export interface BatchLimits {
  readonly resources: number;
  /** For each resource. */
  readonly actions: number;
}

// What a PDP takes unless it is configured otherwise, and the most that it can be configured to.
// https://docs.cerbos.dev/cerbos/latest/configuration/server#request-limits
const DEFAULT = 50;
const MAX = 500;

/**
 * Reads the option `maxBatchSize`: a number of resources, or a number of each.
 *
 * @throws ConfigurationError `invalid_configuration` for what no PDP can be configured to.
 */
export function readBatchLimits(maxBatchSize: unknown): BatchLimits {
  if (maxBatchSize === undefined) return { resources: DEFAULT, actions: DEFAULT };
  if (typeof maxBatchSize !== 'object' || maxBatchSize === null) {
    return { resources: readLimit(maxBatchSize, 'maxBatchSize'), actions: DEFAULT };
  }
  const limit = (name: keyof BatchLimits) => {
    const size: unknown = Reflect.get(maxBatchSize, name);
    return size === undefined ? DEFAULT : readLimit(size, `maxBatchSize.${name}`);
  };
  return { resources: limit('resources'), actions: limit('actions') };
}

function readLimit(size: unknown, option: string): number {
  if (typeof size === 'number' && Number.isInteger(size) && size >= 1 && size <= MAX) return size;
  throw misconfigured(
    `${option} must be a whole number from 1 to ${MAX}, as in the PDP's server.requestLimits.`,
  );
}
