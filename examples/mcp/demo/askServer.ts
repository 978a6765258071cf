import { member } from '../../demo/send';
import type { Answer, Ask } from './Step';

/** What the clients of both versions of the SDK can do. */
export interface AnyClient {
  listTools: () => Promise<{ tools: { name: string }[] }>;
  listPrompts: () => Promise<{ prompts: { name: string }[] }>;
  listResources: () => Promise<{ resources: { uri: string }[] }>;
  listResourceTemplates: () => Promise<{ resourceTemplates: { uriTemplate: string }[] }>;
  callTool: (params: { name: string; arguments: Record<string, string> }) => Promise<unknown>;
  getPrompt: (params: { name: string; arguments: Record<string, string> }) => Promise<unknown>;
  readResource: (params: { uri: string }) => Promise<unknown>;
  close: () => Promise<void>;
}

/** A client that is connected to the server. */
export interface Connection {
  readonly client: AnyClient;
  /** The header WWW-Authenticate of the last answer over HTTP. A client reads it by itself. */
  readonly challenge?: () => string | undefined;
}

/** Asks the server. Never throws: what goes wrong is the answer. */
export async function askServer({ client, challenge }: Connection, ask: Ask): Promise<Answer> {
  try {
    return await answerTo(client, ask);
  } catch (error) {
    return failure(error, challenge?.());
  }
}

async function answerTo(client: AnyClient, ask: Ask): Promise<Answer> {
  switch (ask.method) {
    case 'tools/list':
      return listed((await client.listTools()).tools.map(({ name }) => name));
    case 'prompts/list':
      return listed((await client.listPrompts()).prompts.map(({ name }) => name));
    case 'resources/list':
      return listed((await client.listResources()).resources.map(({ uri }) => uri));
    case 'resources/templates/list': {
      const { resourceTemplates } = await client.listResourceTemplates();
      return listed(resourceTemplates.map(({ uriTemplate }) => uriTemplate));
    }
    case 'tools/call':
      return called(await client.callTool({ name: ask.name, arguments: { ...ask.args } }));
    case 'prompts/get': {
      const result = await client.getPrompt({ name: ask.name, arguments: { ...ask.args } });
      return { outcome: 'answered', text: textIn(member(first(result, 'messages'), 'content')) };
    }
    case 'resources/read': {
      const result = await client.readResource({ uri: ask.uri });
      return { outcome: 'answered', text: textIn(first(result, 'contents')) };
    }
  }
}

function listed(names: readonly string[]): Answer {
  return { outcome: 'answered', text: names.join(', ') || 'nothing', names: names.toSorted() };
}

function called(result: unknown): Answer {
  const text = textIn(first(result, 'content'));
  if (member(result, 'isError') !== true) return { outcome: 'answered', text };
  const refusal = member(member(result, '_meta'), 'clerk-cerbos/refusal');
  if (refusal !== undefined) return { outcome: 'refused', text, ...parts(refusal) };
  // So version 1 answers a call of a tool that it does not know.
  return { outcome: text.includes('not found') ? 'unknown' : 'failed', text };
}

function failure(error: unknown, challenge: string | undefined): Answer {
  const text = error instanceof Error ? error.message : String(error);
  // HTTP 403: the server of version 2 asks for scopes in this way, and says where to get them.
  const asksForScopes = /error="insufficient_scope".* scope="([^"]*)", resource_metadata="http/;
  const [, scope] = asksForScopes.exec(challenge ?? '') ?? [];
  if (scope !== undefined) {
    return { outcome: 'refused', text: `WWW-Authenticate: ${challenge}`, scopes: scope.split(' ') };
  }
  const refusal = member(member(error, 'data'), 'clerk-cerbos/refusal');
  if (refusal !== undefined && member(error, 'code') === invalidParams) {
    return { outcome: 'refused', text, ...parts(refusal) };
  }
  const isUnknown = member(error, 'code') === invalidParams && text.includes('not found');
  return { outcome: isUnknown ? 'unknown' : 'failed', text };
}

const invalidParams = -32602;

function parts(refusal: unknown): Pick<Answer, 'code' | 'retryable' | 'scopes'> {
  const [code, retryable, scopes] = ['code', 'retryable', 'scopes'].map((name) =>
    member(refusal, name),
  );
  return {
    code: String(code),
    retryable: retryable === true,
    ...(Array.isArray(scopes) && { scopes: scopes.map(String) }),
  };
}

function first(value: unknown, name: string): unknown {
  const items = member(value, name);
  return Array.isArray(items) ? items[0] : undefined;
}

function textIn(content: unknown): string {
  return String(member(content, 'text'));
}
