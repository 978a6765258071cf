import { UnavailableError } from '../errors';
import { clientError } from './clientError';
import type { ClientCheckRequest, ClientValue } from './CerbosClient';
import type { PdpCall } from './PdpCall';

type RequestHead = Omit<ClientCheckRequest, 'resources'>;

/**
 * Asks the PDP, with a request id of its own for each time that it is called, and takes no other
 * answer than one to that very request.
 *
 * @throws UnavailableError where there is no such answer; RejectedError where the PDP refuses.
 */
export async function askPdp<Answer extends { readonly requestId: string }>(
  { line, principal, includeMetadata, signal }: PdpCall,
  call: (head: RequestHead, options: { signal: AbortSignal }) => Promise<Answer>,
): Promise<Answer> {
  const { answer, requestId } = await line(signal, async (signal) => {
    const requestId = crypto.randomUUID();
    const head = {
      requestId,
      principal: {
        id: principal.id,
        roles: [...principal.roles],
        // Clients take mutable types, but only read them; the attributes are frozen all the same.
        attr: principal.attr as Record<string, ClientValue>,
      },
      includeMetadata,
    };
    return { answer: await send(() => call(head, { signal })), requestId };
  });
  if (!isAnswer(answer)) throw invalidAnswer('it is not an object');
  if (answer.requestId !== requestId) throw invalidAnswer('it belongs to another request');
  return answer;
}

async function send<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (thrown) {
    throw clientError(thrown);
  }
}

/** A client of another make may not keep to its types. */
function isAnswer(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null;
}

/** An answer that does not fit the question: never taken for an allow, nor for a denial. */
export function invalidAnswer(reason: string): UnavailableError {
  return new UnavailableError({
    code: 'invalid_answer',
    message: `The PDP's answer can't be trusted: ${reason}. Is something else listening at its address, or a proxy in between?`,
  });
}
