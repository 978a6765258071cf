import { UnavailableError } from '../../base/errors';
import { isObject } from '../../base/value';
import type { Stopper } from '../../base/withDeadline';
import type { Principal } from '../../identify/Principal';
import type { AuxData } from '../../identify/sessionToken';
import type { CerbosClient, ClientCheckRequest, ClientValue } from '../types/CerbosClient';
import { addressOf, shownAddressOf } from './clientAddress';
import { clientError } from './clientError';

/** Makes calls to the PDP, with retry and breaker, through one of its clients. */
export type PdpCaller = <Answer>(
  principal: Principal,
  signal: Stopper,
  call: (cerbos: CerbosClient, signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

/** What a call to the PDP needs beside the question. */
export interface PdpCall {
  readonly caller: PdpCaller;
  readonly principal: Principal;
  /** The session token, if the app passes it on. */
  readonly auxData: AuxData | undefined;
  readonly includeMetadata: boolean;
  readonly signal: Stopper;
}

type RequestHead = Omit<ClientCheckRequest, 'resources'>;

/**
 * Calls the PDP with a new request id, and accepts only an answer with that id. Also returns the
 * address of the PDP that answered, if its client has one.
 *
 * @throws UnavailableError if there is no such answer, or if the session token that is passed on
 * has expired; RejectedError if the PDP refuses.
 */
export async function callPdp<Answer extends { readonly requestId: string }>(
  { caller, principal, auxData, includeMetadata, signal }: PdpCall,
  call: (
    cerbos: CerbosClient,
    head: RequestHead,
    options: { signal: AbortSignal },
  ) => Promise<Answer>,
): Promise<{ readonly answer: Answer; readonly pdp: string }> {
  // The breaker does not count this, since it says nothing about the PDP.
  const expired = tokenExpired(auxData);
  if (expired !== undefined) throw expired;
  const called = await caller(principal, signal, async (cerbos, signal) => {
    const requestId = crypto.randomUUID();
    const head: RequestHead = {
      requestId,
      principal: {
        id: principal.id,
        roles: [...principal.roles],
        // Clients take mutable types, but only read them. The attributes are frozen anyway.
        attr: principal.attr as Record<string, ClientValue>,
      },
      includeMetadata,
    };
    if (auxData !== undefined) head.auxData = { jwt: { ...auxData.jwt } };
    try {
      const answer = await call(cerbos, head, { signal });
      return { answer, requestId, cerbos };
    } catch (thrown) {
      const error = clientError(thrown, addressOf(cerbos));
      // The token may have expired during the call.
      throw (error.code === 'token_rejected' ? tokenExpired(auxData) : undefined) ?? error;
    }
  });
  const { answer, requestId, cerbos } = called;
  // Another client may not keep to its types.
  if (!isObject(answer)) throw invalidAnswer('it is not an object');
  if (answer.requestId !== requestId) throw invalidAnswer('it belongs to another request');
  return { answer, pdp: shownAddressOf(cerbos) };
}

/** The answer does not fit the question. It counts neither as an allow nor as a denial. */
export function invalidAnswer(reason: string): UnavailableError {
  return new UnavailableError({
    code: 'invalid_answer',
    message: `The PDP's answer can't be trusted: ${reason}. Is another server listening at its address, or is there a proxy in between?`,
  });
}

/** An UnavailableError if the session token has expired; otherwise `undefined`. */
function tokenExpired(auxData: AuxData | undefined): UnavailableError | undefined {
  if (auxData === undefined || Date.now() < auxData.expiresAt) return undefined;
  return new UnavailableError({
    code: 'token_expired',
    message:
      'The session token has expired. The option auxData sends it to the PDP, and the PDP refuses an expired token. Ask again with a new token.',
  });
}
