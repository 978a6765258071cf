import { devAddress } from '../../base/devAddress';
import { getProperty } from '../../base/value';

/** Why the PDP denied one action, in the words of `clerk-cerbos dev`. */
export interface DevReason {
  readonly kind: string;
  readonly id: string;
  readonly action: string;
  /** `not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben"`. */
  readonly reason: string;
  /** Where the rule or condition stands: `policies/document.yaml:39`; `''` if nowhere. */
  readonly place: string;
}

// `dev` itself waits a second for the PDP's trace.
const TIMEOUT_MS = 1_500;

/**
 * Asks the running `clerk-cerbos dev` why a call to the PDP was denied. It never fails: without
 * `dev`, or if it does not know the call, there are no reasons.
 *
 * @param cerbosCallId - the PDP's id of the call.
 */
export async function fetchReasons(cerbosCallId: string): Promise<readonly DevReason[]> {
  const address = devAddress();
  if (address === undefined || cerbosCallId === '') return [];
  try {
    const response = await fetch(`${address}/reasons/${encodeURIComponent(cerbosCallId)}`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
      // Next.js would keep the answer otherwise.
      cache: 'no-store',
    });
    const reasons = response.ok ? getProperty(await response.json(), 'reasons') : [];
    return Array.isArray(reasons) ? reasons.flatMap(readReason) : [];
  } catch {
    return [];
  }
}

function readReason(value: unknown): DevReason[] {
  const text = (name: string) => {
    const found = getProperty(value, name);
    return typeof found === 'string' ? found : '';
  };
  const reason = text('reason');
  if (reason === '') return [];
  const [kind, id, action, place] = [text('kind'), text('id'), text('action'), text('place')];
  return [{ kind, id, action, reason, place }];
}
