import { type Caller, authInfoOf } from './callers';
import { type HighServer, type LowServer, newest, type Sdk, type Wired } from './sdks';

/** The answer to a message, as it was on the wire. */
export interface Said {
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A connection that sends what it is told to, as no client would. */
export interface Wire {
  /** Sends a request of a caller, and returns the answer without its id. */
  ask(caller: Caller, method: string, params?: object): Promise<Said>;
  /** Sends a request with any authInfo. */
  askAs(authInfo: unknown, method: string, params?: object): Promise<Said>;
}

type AnyServer = HighServer | LowServer;

/** What a wire is made of. */
export interface Way {
  readonly name: string;
  readonly sdk: Sdk;
  /** `build` runs once for a connection, in the protocol of 2026-07-28 for each message. */
  open(build: (sdk: Sdk) => AnyServer): Promise<Wire>;
}

const CLIENT = { name: 'test', version: '1' };

/** A client of one connection that can send two requests with the same id. */
export class Connection implements Wire {
  readonly #waiting = new Map<unknown, ((message: Said) => void)[]>();
  /** What the server sent of its own accord. */
  readonly notified: unknown[] = [];
  /** Answers what the server asks. */
  answer: ((request: { method: string; params: object }) => object) | undefined;
  #lastId = 0;

  private constructor(readonly transport: Wired) {
    transport.onmessage = (message) => {
      this.#receive(message as Said & { id?: unknown; method?: string; params: object }); // as JSON-RPC says
    };
  }

  static async open(sdk: Sdk, server: AnyServer, capabilities: object = {}): Promise<Connection> {
    const [near, far] = sdk.linkedPair();
    const connection = new Connection(near);
    await server.connect(far);
    await near.start();
    const params = { protocolVersion: '2025-11-25', capabilities, clientInfo: CLIENT };
    await connection.askAs(undefined, 'initialize', params);
    await near.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    return connection;
  }

  ask(caller: Caller, method: string, params?: object): Promise<Said> {
    return this.askAs(authInfoOf(caller), method, params);
  }

  async askAs(authInfo: unknown, method: string, params?: object, id?: number): Promise<Said> {
    const used = id ?? (this.#lastId += 1);
    const said = new Promise<Said>((resolve) => {
      this.#waiting.set(used, [...(this.#waiting.get(used) ?? []), resolve]);
    });
    const message = { jsonrpc: '2.0', id: used, method, ...(params && { params }) };
    await this.transport.send(message, { authInfo });
    return said;
  }

  #receive(message: Said & { id?: unknown; method?: string; params: object }): void {
    const { id, method, params, ...said } = message;
    if (method !== undefined && id !== undefined) {
      const result = this.answer?.({ method, params }) ?? {};
      void this.transport.send({ jsonrpc: '2.0', id, result });
    } else if (method !== undefined) this.notified.push({ method, params });
    else this.#waiting.get(id)?.shift()?.(said);
  }
}

const PROTOCOL = '2026-07-28';
/** What each message of that protocol carries. */
export const envelope = {
  'io.modelcontextprotocol/protocolVersion': PROTOCOL,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** Posts one message in the protocol of 2026-07-28. */
export async function post(
  fetch: (request: Request, options?: object) => Promise<Response>,
  authInfo: unknown,
  method: string,
  params: object = {},
  headers: Record<string, string> = {},
): Promise<{ readonly response: Response; readonly said: Said }> {
  const named = params as { name?: unknown; uri?: unknown }; // of some methods
  const name = named.name ?? named.uri;
  const request = new Request('https://mcp.example.com/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': PROTOCOL,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': encoded(name) }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope } }),
  });
  const response = await fetch(request, { authInfo });
  return { response, said: withoutId(await response.clone().text()) };
}

/** The protocol's form for values that a header can't carry. */
const encoded = (name: string) =>
  /^[\x21-\x7E]+$/.test(name) ? name : `=?base64?${Buffer.from(name).toString('base64')}?=`;

function withoutId(text: string): Said {
  const data = text.startsWith('{')
    ? text
    : text.split('\n').findLast((line) => line.startsWith('data: '));
  if (data === undefined) return {};
  const { id, ...said } = JSON.parse(data.replace(/^data: /, '')) as Said & { id?: unknown }; // JSON-RPC
  return said;
}

/** In memory, in the protocol of 2025-11-25. */
export const inMemory = (sdk: Sdk): Way => ({
  name: `${sdk.name}, in memory`,
  sdk,
  open: async (build) => Connection.open(sdk, build(sdk)),
});

/** In the protocol of 2026-07-28, over HTTP without a socket. */
const modern = (sdk: Sdk): Way => ({
  name: `${sdk.name}, protocol of 2026-07-28`,
  sdk,
  async open(build) {
    const { fetch } = sdk.createMcpHandler(() => build(sdk));
    const askAs: Wire['askAs'] = async (authInfo, method, params) =>
      (await post(fetch, authInfo, method, params)).said;
    return { askAs, ask: (caller, ...message) => askAs(authInfoOf(caller), ...message) };
  },
});

/** Each way on which a message comes to a server. */
export const waysOf = (sdk: Sdk): readonly Way[] =>
  sdk.major === 1 ? [inMemory(sdk)] : [inMemory(sdk), modern(sdk)];

/** The ways of the newest versions. */
export const ways: readonly Way[] = newest.flatMap(waysOf);
