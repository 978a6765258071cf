import { challenge } from '../../answer/toProblem';
import { type ToolRefusal, toToolRefusal } from '../../answer/toToolRefusal';
import { isSecondMajor } from './McpContext';
import type { McpItem } from './McpItem';

/** The codes of JSON-RPC. */
const INVALID_PARAMS = -32602;
export const INTERNAL_ERROR = -32603;

/** The SDKs' own answers, word for word. */
export const METHOD_NOT_FOUND = [-32601, 'Method not found'] as const;
export const WITHOUT_NAME = [INVALID_PARAMS, 'Invalid params'] as const;

/** The key of a refusal in the `_meta` of a result, and in the `data` of an error. */
const REFUSAL = 'clerk-cerbos/refusal';

/** The result of a tool that did not run, in the SDKs' own type. */
export interface ToolResult {
  readonly content: readonly { readonly type: 'text'; readonly text: string }[];
  readonly isError: true;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

/** An error that both SDKs send as it is. */
export function rpcError(code: number, message: string, data?: object): Error {
  return Object.assign(new Error(message), { code, ...(data !== undefined && { data }) });
}

/**
 * Answers for something that the caller may not see, exactly as the SDK answers for something that
 * does not exist.
 *
 * @throws the SDK's error, where the SDK throws one.
 */
export function answerUnknown({ type, id }: McpItem, context: object): ToolResult {
  const isSecond = isSecondMajor(context);
  if (type === 'method') throw rpcError(...METHOD_NOT_FOUND);
  if (type === 'resource' && isSecond) {
    throw rpcError(INVALID_PARAMS, `Resource not found: ${id}`, { uri: id });
  }
  const noun = { tool: 'Tool', prompt: 'Prompt', resource: 'Resource', template: TEMPLATE }[type];
  const text = `${noun} ${type === 'resource' ? normalUri(id) : id} not found`;
  // 1.x puts this in front of the message of every error.
  const message = isSecond ? text : `MCP error ${INVALID_PARAMS}: ${text}`;
  if (type === 'tool' && !isSecond)
    return { content: [{ type: 'text', text: message }], isError: true };
  throw rpcError(INVALID_PARAMS, message);
}

const TEMPLATE = 'Resource template';

/** The form in which an McpServer compares URIs. */
export function normalUri(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).toString() : uri;
}

/**
 * Answers for an error of this package, so that a model can act on it. A tool gets a result, because
 * models do not see protocol errors; prompts, resources and lists have only these.
 *
 * @param metadataUrl - where clients find the server's OAuth metadata, for a challenge.
 * @param hasStarted - true if what was called ran, and stopped with this error.
 * @throws an error of JSON-RPC; an error that is not of this package.
 */
export function answerRefusal(
  error: unknown,
  type: McpItem['type'] | 'list',
  metadataUrl: string | undefined,
  hasStarted = false,
): ToolResult {
  const refusal = toToolRefusal(error, hasStarted);
  if (refusal === undefined) throw error;
  const { message, ...rest } = refusal;
  if (type === 'tool') {
    const demand = challengeOf(refusal, metadataUrl);
    return {
      content: [{ type: 'text', text: message }],
      isError: true,
      // Not in structuredContent: the client of 1.x compares that with the schema of the output.
      _meta: { [REFUSAL]: rest, ...(demand !== undefined && { [WWW_AUTHENTICATE]: [demand] }) },
    };
  }
  const isDenial = DENIALS.includes(refusal.code);
  throw rpcError(isDenial ? INVALID_PARAMS : INTERNAL_ERROR, message, { [REFUSAL]: rest });
}

const DENIALS: readonly string[] = ['denied', 'signed_out', 'step_up_required', 'not_found'];

// With it, a client asks its user to sign in, or to grant scopes, where the transport can't.
// https://github.com/modelcontextprotocol/modelcontextprotocol/issues/1489
const WWW_AUTHENTICATE = 'mcp/www_authenticate';

function challengeOf({ code, scopes }: ToolRefusal, metadataUrl: string | undefined) {
  const metadata = metadataUrl === undefined ? [] : [`resource_metadata="${metadataUrl}"`];
  if (scopes !== undefined) return challenge(scopes, ...metadata);
  return code === 'signed_out' && metadataUrl !== undefined
    ? `Bearer error="invalid_token", ${metadata.join('')}`
    : undefined;
}
