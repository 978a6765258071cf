import { getProperty } from '../../../base/value';
import { type Check, pass, skip } from '../Check';

/** The PDP answers, and says that it can decide. */
export const reachable: Check = {
  name: 'pdp.reachable',
  async run({ pdp }, signal) {
    if (pdp === undefined) return skip('No PDP is asked (--offline).');
    const where = pdp.url.origin;
    try {
      const version = await pdp.version();
      const { body } = await pdp.request('/_cerbos/health', { signal });
      const health = getProperty(body, 'status');
      if (health === 'SERVING') return pass(`PDP ${version} answers at ${where}.`);
      return {
        status: 'fail',
        message: `PDP ${version} at ${where} is not healthy: ${typeof health === 'string' ? health : 'no status'}.`,
        remedy: 'Look at its log. A policy may not load.',
      };
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      return {
        status: 'fail',
        message: `No PDP answers at ${where}.`,
        detail: cause instanceof Error ? cause.message : String(cause),
        remedy: 'Start one (npx clerk-cerbos dev), name another with --pdp, or use --offline.',
      };
    }
  },
};
