import type { SessionKey } from '../InitialDecisions';
import { isRecord } from '../value';
import { readSession } from './readCheckBody';
import { RefusedRequest } from './RefusedRequest';

/** What a panel asks that inspects a page. */
export interface InspectBody {
  /** The number of the last decision that it knows. */
  readonly inspect: number;
  readonly session: SessionKey;
}

/**
 * Reads what a panel asks, if it is that.
 *
 * @throws RefusedRequest `invalid_request`, naming the place.
 */
export function readInspectBody(input: unknown): InspectBody | undefined {
  if (!isRecord(input) || !Object.hasOwn(input, 'inspect')) return undefined;
  const { inspect, session } = input;
  if (typeof inspect === 'number' && Object.keys(input).length === 2) {
    return { inspect, session: readSession(session) };
  }
  throw new RefusedRequest('invalid_request', 'inspect must be a number, beside a session.');
}
