import type { StopSignal } from '../../base/async/withDeadline';
import { UnavailableError } from '../../base/errors';
import { isObject } from '../../base/getProperty';
import type { Principal } from '../../identify/Principal';
import type { AuxData } from '../../identify/sessionToken';
import type { CerbosClient, ClientCheckRequest, ClientValue } from '../types/CerbosClient';
import { clientError } from './clientError';
import type { Line } from './transport';

type RequestHead = Omit<ClientCheckRequest, 'resources'>;

/**
 * Asks the PDP, with a request id of its own for each time that it is called, and takes no other
 * answer than one to that very request.
 *
 * @throws UnavailableError where there is no such answer, or the session token that is passed on
 * has expired; RejectedError where the PDP refuses.
 */
export async function askPdp<Answer extends { readonly requestId: string }>(
  { line, principal, auxData, includeMetadata, signal }: PdpCall,
  call: (head: RequestHead, options: { signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  // Before the line, which is about the PDP.
  const expired = tokenExpired(auxData);
  if (expired !== undefined) throw expired;
  const { answer, requestId } = await line(signal, async (signal) => {
    const requestId = crypto.randomUUID();
    const head: RequestHead = {
      requestId,
      principal: {
        id: principal.id,
        roles: [...principal.roles],
        // Clients take mutable types, but only read them; the attributes are frozen all the same.
        attr: principal.attr as Record<string, ClientValue>,
      },
      includeMetadata,
    };
    if (auxData !== undefined) head.auxData = { jwt: { ...auxData.jwt } };
    return { answer: await send(() => call(head, { signal }), auxData), requestId };
  });
  // A client of another make may not keep to its types.
  if (!isObject(answer)) throw invalidAnswer('it is not an object');
  if (answer.requestId !== requestId) throw invalidAnswer('it belongs to another request');
  return answer;
}

async function send<Answer>(
  call: () => Promise<Answer>,
  auxData: AuxData | undefined,
): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    const error = clientError(thrown);
    // It may have expired on the way.
    throw (error.code === 'token_rejected' ? tokenExpired(auxData) : undefined) ?? error;
  }
}

/** An answer that does not fit the question: never taken for an allow, nor for a denial. */
export function invalidAnswer(reason: string): UnavailableError {
  return new UnavailableError({
    code: 'invalid_answer',
    message: `The PDP's answer can't be trusted: ${reason}. Is something else listening at its address, or a proxy in between?`,
  });
}

/** Everything a call to the PDP needs beside the question. */
export interface PdpCall {
  readonly cerbos: CerbosClient;
  readonly line: Line;
  readonly principal: Principal;
  /** The session token, where the app passes it on. */
  readonly auxData: AuxData | undefined;
  readonly includeMetadata: boolean;
  readonly signal: StopSignal;
}

/** An UnavailableError once the session token has expired; `undefined` before, or without one. */
export function tokenExpired(auxData: AuxData | undefined): UnavailableError | undefined {
  if (auxData === undefined || Date.now() < auxData.expiresAt) return undefined;
  return new UnavailableError({
    code: 'token_expired',
    message:
      'The session token has expired, so that the PDP would not verify it (auxData). Ask again with a new one.',
  });
}
