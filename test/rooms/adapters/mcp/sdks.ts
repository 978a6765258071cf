import { z } from 'zod';

/** A function of an app that an SDK calls. */
export type Callback = (...args: never[]) => unknown;

/** What registering returns. */
export interface Registered {
  update(updates: object): void;
  remove(): void;
  disable(): void;
  enable(): void;
}

/** As much of a transport as is used here. */
export interface Wired {
  onmessage?: (message: unknown) => void;
  start(): Promise<void>;
  close(): Promise<void>;
  send(message: object, options?: object): Promise<void>;
}

/** As much of a low-level `Server` as both majors have in common. */
export interface LowServer {
  fallbackRequestHandler?: Callback;
  connect(transport: Wired): Promise<void>;
  close(): Promise<void>;
  setRequestHandler(...args: unknown[]): void;
  removeRequestHandler(method: string): void;
}

/** As much of an `McpServer` as both majors have in common, and what 1.x has beside it. */
export interface HighServer {
  readonly server: LowServer;
  connect(transport: Wired): Promise<void>;
  close(): Promise<void>;
  registerTool(name: string, config: object, callback: Callback): Registered;
  registerPrompt(name: string, config: object, callback: Callback): Registered;
  registerResource(
    name: string,
    uri: string | object,
    config: object,
    callback: Callback,
  ): Registered;
  tool(name: string, ...rest: unknown[]): Registered;
  prompt(name: string, ...rest: unknown[]): Registered;
  resource(name: string, uri: string | object, ...rest: unknown[]): Registered;
  readonly experimental: {
    readonly tasks: {
      registerToolTask(name: string, config: object, handler: object): Registered;
    };
  };
}

/** Serves HTTP in 2.x, with a new server for each request. */
export interface Handler {
  readonly fetch: (request: Request, options?: object) => Promise<Response>;
  readonly notify: { resourceUpdated(uri: string): void };
  close(): Promise<void>;
}

/** One version of an SDK. */
export interface Sdk {
  readonly name: string;
  readonly major: 1 | 2;
  mcpServer(options?: object): HighServer;
  lowServer(options?: object): LowServer;
  /** Sets a handler with the low-level server's own method. */
  handle(server: LowServer, method: string, handler: Callback): void;
  template(uri: string, callbacks?: object): object;
  completable(schema: z.ZodType, complete: (value: string) => string[]): z.ZodType;
  linkedPair(): [Wired, Wired];
  /** Only in 2.x. */
  createMcpHandler(factory: () => object, options?: object): Handler;
  /** Only in 1.x. */
  taskStore(): object;
}

type Make<T> = new (...args: unknown[]) => T;

/** The modules of 1.x that are used here. */
interface FirstMajor {
  McpServer: Make<HighServer>;
  Server: Make<LowServer>;
  ResourceTemplate: Make<object>;
  completable: Sdk['completable'];
  InMemoryTransport: { createLinkedPair(): [Wired, Wired] };
  InMemoryTaskStore: Make<object>;
}

/** The module of 2.x. */
interface SecondMajor extends Omit<FirstMajor, 'InMemoryTaskStore'> {
  createMcpHandler: Sdk['createMcpHandler'];
}

const INFO = { name: 'billing', version: '1.0.0' };

const schemas: Readonly<Record<string, string>> = {
  'tools/list': 'ListToolsRequestSchema',
  'tools/call': 'CallToolRequestSchema',
  'prompts/list': 'ListPromptsRequestSchema',
  'prompts/get': 'GetPromptRequestSchema',
  'resources/list': 'ListResourcesRequestSchema',
  'resources/templates/list': 'ListResourceTemplatesRequestSchema',
  'resources/read': 'ReadResourceRequestSchema',
  'resources/subscribe': 'SubscribeRequestSchema',
  'resources/unsubscribe': 'UnsubscribeRequestSchema',
  'completion/complete': 'CompleteRequestSchema',
};

async function firstMajor(name: string, from: string): Promise<Sdk> {
  const files = [
    'server/mcp.js',
    'server/index.js',
    'server/completable.js',
    'inMemory.js',
    'types.js',
    'experimental/tasks/stores/in-memory.js',
  ];
  const modules = await Promise.all(
    files.map(async (file) => (await import(`${from}/${file}`)) as object), // a module
  );
  const sdk = Object.assign({}, ...modules) as FirstMajor; // all that these modules export
  return {
    name,
    major: 1,
    mcpServer: (options) => new sdk.McpServer(INFO, options),
    lowServer: (options) => new sdk.Server(INFO, options),
    handle(server, method, handler) {
      const known = schemas[method];
      const own = z.object({ method: z.literal(method), params: z.unknown() });
      server.setRequestHandler(
        known === undefined ? own : (Reflect.get(sdk, known) as object),
        handler,
      );
    },
    template: (uri, callbacks = { list: undefined }) => new sdk.ResourceTemplate(uri, callbacks),
    completable: sdk.completable,
    linkedPair: () => sdk.InMemoryTransport.createLinkedPair(),
    createMcpHandler() {
      throw new Error('Only 2.x has it.');
    },
    taskStore: () => new sdk.InMemoryTaskStore(),
  };
}

async function secondMajor(name: string, from: string): Promise<Sdk> {
  const sdk = (await import(from)) as SecondMajor; // as much of it as is used
  return {
    name,
    major: 2,
    mcpServer: (options) => new sdk.McpServer(INFO, options),
    lowServer: (options) => new sdk.Server(INFO, options),
    handle(server, method, handler) {
      if (method in schemas) server.setRequestHandler(method, handler);
      else {
        server.setRequestHandler(
          method,
          { params: z.looseObject({}) },
          (params: object, ctx: object) =>
            Reflect.apply(handler, undefined, [{ method, params }, ctx]) as unknown,
        );
      }
    },
    template: (uri, callbacks = { list: undefined }) => new sdk.ResourceTemplate(uri, callbacks),
    completable: sdk.completable,
    linkedPair: () => sdk.InMemoryTransport.createLinkedPair(),
    createMcpHandler: sdk.createMcpHandler,
    taskStore() {
      throw new Error('Only 1.x has it.');
    },
  };
}

/** The newest version of each major. */
export const newest: readonly Sdk[] = [
  await firstMajor('1.32', '@modelcontextprotocol/sdk'),
  await secondMajor('2.4', '@modelcontextprotocol/server'),
];

/** Loads each version that is supported, or a representative of those beside it. */
export async function everyVersion(): Promise<readonly Sdk[]> {
  const [last1, last2] = newest;
  if (last1 === undefined || last2 === undefined) throw new Error('Both are there.');
  return [
    await firstMajor('1.26', 'mcp-sdk-1.26'),
    await firstMajor('1.29', 'mcp-sdk-1.29'),
    last1,
    await secondMajor('2.0', 'mcp-server-2.0'),
    await secondMajor('2.2', 'mcp-server-2.2'),
    last2,
  ];
}
