import type { CheckRequest } from './answer/CheckRequest';
import { tooLarge } from './webCheckRequest';

/** What Node's frameworks call a request: they may have parsed its body already. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
}

/** A request to the check endpoint, out of what Node's frameworks call one. */
export function nodeCheckRequest(request: NodeRequest): CheckRequest {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    method: request.method ?? '',
    header,
    read: async (limit) => {
      if (Number(header('content-length')) > limit) throw tooLarge(limit);
      const { body } = request;
      if (body === undefined || body === null) return readStream(request, limit);
      // Whatever parsed it has a limit of its own for a body that does not say its length.
      return body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
    },
  };
}

async function readStream(request: object, limit: number): Promise<string> {
  if (!isStream(request)) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  // To destroy the stream would close the connection before the answer is sent.
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    size += part.byteLength;
    if (size > limit) throw tooLarge(limit);
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

interface ByteStream {
  iterator: (options: { readonly destroyOnReturn: boolean }) => AsyncIterable<Uint8Array>;
}

function isStream(request: object): request is ByteStream {
  return typeof Reflect.get(request, 'iterator') === 'function';
}
