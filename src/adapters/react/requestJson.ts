import { ownMember } from './ownMember';
import { readJson } from './readJson';

/**
 * Fetches JSON, as a fetcher for Clerk's `useReverification()`: where the server demands to verify
 * the session again, that demand is returned, so that the hook opens its dialog and tries again.
 *
 * @param input - what to fetch.
 * @param init - as for `fetch`, which sends cookies to the page's own origin.
 * @returns the body; `undefined` if it is empty, as of a 204.
 * @throws RequestError with the `status` and the `code` of the problem for any other failure.
 *
 * @example
 * ```ts
 * import { requestJson } from 'clerk-cerbos/react';
 *
 * export const pay = (id: string) => requestJson(`/api/invoices/${id}/pay`, { method: 'POST' });
 * ```
 *
 * @see https://clerk.com/docs/guides/secure/reverification
 */
export async function requestJson(
  input: string | URL | Request,
  init?: RequestInit,
): Promise<unknown> {
  return readJson(await fetch(input, init), isReverificationDemand);
}

/** The very test of `useReverification()`, so that it takes every demand that is returned. */
function isReverificationDemand(body: unknown): boolean {
  const demand = ownMember(body, 'clerk_error');
  return (
    ownMember(demand, 'type') === 'forbidden' &&
    ownMember(demand, 'reason') === 'reverification-error'
  );
}
