import { UnavailableError } from '../errors';
import { isObject } from '../member';
import type { AuxData } from './AuxData';
import { clientError } from './clientError';
import type { ClientCheckRequest, ClientValue } from './CerbosClient';
import type { PdpCall } from './PdpCall';
import { tokenExpired } from './tokenExpired';

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
