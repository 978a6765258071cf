import type { CheckRequest } from './answer/CheckRequest';
import { RefusedRequest } from './answer/RefusedRequest';

/**
 * A request to the check endpoint, out of what Fetch calls one.
 *
 * @param readAgain - the text of a body that something has read before.
 */
export function webCheckRequest(request: Request, readAgain = () => request.text()): CheckRequest {
  const { method, headers, signal } = request;
  return {
    method,
    signal,
    header: (name) => headers.get(name) ?? undefined,
    read: async (limit) => {
      if (Number(headers.get('content-length')) > limit) throw tooLarge(limit);
      return request.bodyUsed ? readAgain() : readText(request.body, limit);
    },
  };
}

async function readText(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > limit) {
      // Whoever sends it learns that from the answer.
      await reader.cancel().catch(() => undefined);
      throw tooLarge(limit);
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

/** The refusal of a body that is too large. */
export function tooLarge(limit: number): RefusedRequest {
  return new RefusedRequest('body_too_large', `The body must have at most ${limit} bytes.`);
}
