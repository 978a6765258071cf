import { type Problem, problem } from '../../answer/toProblem';
import { getProperty } from '../../base/value';
import { nodeHead, type NodeRequestHead, type RequestHead, webHead } from '../RequestHead';

/** A request to the check endpoint, in any framework. */
export interface EndpointRequest extends RequestHead {
  /**
   * Reads the body: its text, or the JSON that the framework has parsed.
   *
   * @param limit - in bytes.
   * @throws RefusedRequest `body_too_large`.
   */
  read: (limit: number) => Promise<unknown>;
}

/**
 * Makes it from a Fetch request.
 *
 * @param readAgain - returns the text of a body that was read before.
 */
export function webEndpointRequest(
  request: Request,
  readAgain: () => Promise<string> = () => request.text(),
): EndpointRequest {
  const head = webHead(request);
  return {
    ...head,
    read: async (limit) => {
      if (Number(head.header('content-length')) > limit) throw tooLarge(limit);
      return request.bodyUsed ? readAgain() : readText(chunksOf(request.body), limit);
    },
  };
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (part?.value === undefined) return;
      yield part.value;
    }
  } finally {
    // Cancelling may fail, but the sender still gets the answer.
    await reader?.cancel().catch(() => undefined);
  }
}

async function readText(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The refusal for a body that is too large. */
function tooLarge(limit: number): RefusedRequest {
  return new RefusedRequest('body_too_large', `The body must have at most ${limit} bytes.`);
}

/** A Node.js request. The framework may have parsed its body already. */
export interface NodeRequest extends NodeRequestHead {
  readonly body?: unknown;
}

/** Makes it from a Node.js request. */
export function nodeEndpointRequest(request: NodeRequest): EndpointRequest {
  const head = nodeHead(request);
  return {
    ...head,
    read: async (limit) => {
      if (Number(head.header('content-length')) > limit) throw tooLarge(limit);
      const body = getProperty(request, 'body');
      if (body === undefined || body === null) {
        // Destroying the stream would close the connection before the answer is sent.
        const options = { destroyOnReturn: false };
        return isStream(request) ? readText(request.iterator(options), limit) : '';
      }
      // If something has parsed it, that parser has its own size limit.
      return body instanceof Uint8Array ? new TextDecoder().decode(body) : body;
    },
  };
}

interface ByteStream {
  iterator: (options: { readonly destroyOnReturn: boolean }) => AsyncIterable<Uint8Array>;
}

function isStream(request: object): request is ByteStream {
  return typeof getProperty(request, 'iterator') === 'function';
}

const problems = {
  invalid_request: [400, 'Bad Request'],
  unknown_kind: [400, 'Bad Request'],
  other_origin: [403, 'Forbidden'],
  method_not_allowed: [405, 'Method Not Allowed'],
  session_changed: [409, 'Conflict'],
  body_too_large: [413, 'Content Too Large'],
  unsupported_media_type: [415, 'Unsupported Media Type'],
} as const;

/** The reasons to refuse a request of the check endpoint before asking anything. */
export type RefusedRequestCode = keyof typeof problems;

/** A request that the check endpoint refuses. The endpoint catches it and sends its problem. */
export class RefusedRequest extends Error {
  override readonly name = 'RefusedRequest';
  readonly problem: Problem;

  /** @param detail - what is wrong, for the developer of the request. */
  constructor(code: RefusedRequestCode, detail: string) {
    super(detail);
    const [status, title] = problems[code];
    const allowed = code === 'method_not_allowed' ? { Allow: 'POST' } : {};
    this.problem = problem(status, title, { code, detail }, allowed);
  }
}
