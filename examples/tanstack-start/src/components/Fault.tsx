import { setPageStatus } from '../lib/pageStatus';
import { Refusal } from './Refusal';

/**
 * The error component of every page. A guarded server function throws an error whose message begins
 * with the status, such as `503 Service Unavailable: pdp_unreachable`. Nothing else of an error
 * reaches the browser.
 */
export function Fault({ error }: { readonly error: unknown }) {
  const message = error instanceof Error ? error.message : '';
  const status = message.startsWith('503 ') ? 503 : 500;
  setPageStatus(status);
  return <Refusal status={status} />;
}
