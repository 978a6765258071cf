import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import {
  type CerbosServer,
  type ClerkSandbox,
  startCerbos,
  startClerkSandbox,
} from '../../src/testing';
import { buildApp, serveApp, type ServedApp } from '../behaviour/apps/serveApp';
import { type FaultyPdp, startFaultyPdp } from '../behaviour/faultyPdp';
import { credentials } from '../behaviour/behaviour';
import { callers, directory } from '../behaviour/people';
import { fences } from '../house/fences';
import { readDocument } from '../house/snippets';
import { startGrpcProxy } from '../rooms/otel/proxies';
import { patient, startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';

/** What a test adds to the app of a page. */
export interface RecipeOptions {
  /** The page: `guides/web` is docs/guides/web.md. */
  readonly page: string;
  /** Files that the page leaves out, or whose data the test replaces, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The arguments of Node.js that build the app, if it must be built. */
  readonly build?: readonly string[];
  /** The arguments of Node.js that serve it. It listens on `PORT` of `HOST`. */
  readonly serve: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The Node.js to use. Default: the one that runs the tests. */
  readonly executable?: string;
}

/** The app of a page, running with a real PDP, which has the page's own policies. */
export interface Recipe {
  readonly folder: string;
  readonly app: () => ServedApp;
  readonly clerk: () => ClerkSandbox;
  /** Counts the calls to the PDP, and can fail. It speaks what the page's client speaks. */
  readonly pdp: () => FaultyPdp | FaultyGrpc;
  /** Sends a request of a caller, with the token in a header or in a cookie. */
  readonly send: (caller: keyof typeof callers, path: string, init?: SendInit) => Promise<Answer>;
}

/** A way to the PDP over gRPC that can be broken. */
interface FaultyGrpc {
  /** As the library names it: `127.0.0.1:1234`. */
  readonly url: string;
  fault: 'none' | 'reset';
  /** How many calls came by. */
  readonly asked: number;
  stop(): Promise<void>;
}

interface SendInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: string;
  readonly by?: 'header' | 'cookie';
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON; `undefined` if it is none. */
  readonly json: unknown;
}

const pathComment = /^(?:\/\/|#|<!--) ((?:[\w.$[\]()@+-]+\/)*[\w.$[\]()@+-]+\.\w+)(?: -->)?$/;

/** The files of a page: of each block whose first line names one. */
export function filesOf(page: string): Record<string, string> {
  const named = fences(readDocument(`docs/${page}.md`)).flatMap(({ code }) => {
    // A file of Astro begins with the fence of its frontmatter.
    const [line = ''] = code.replace(/^---\n/, '').split('\n', 1);
    const [, path] = pathComment.exec(line) ?? [];
    return path === undefined ? [] : [[path, code] as const];
  });
  return Object.fromEntries(named);
}

/** Writes, builds and serves the app of a page before a file's tests, and stops it after. */
export function useRecipe(options: RecipeOptions): Recipe {
  const { page, files = {}, build, serve, env = {}, executable = process.execPath } = options;
  const folder = join(root, 'test-results/recipes', page.replaceAll('/', '-'));
  let running: {
    app: ServedApp;
    cerbos: CerbosServer;
    clerk: ClerkSandbox;
    pdp: FaultyPdp | FaultyGrpc;
  };

  beforeAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    const written = Object.entries({ ...alias, ...filesOf(page), ...files });
    for (const [path, text] of written) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      // The origin of the tests' tokens, and time enough for the first call on a busy machine.
      const changed = text
        .replaceAll('https://app.example.com', 'http://localhost:3000')
        .replace(
          /^( +)cerbos: new (?:GRPC|HTTP)\(.*\),$/m,
          `$&\n$1timeoutMs: ${patient.timeoutMs},`,
        );
      writeFileSync(join(folder, path), changed);
    }
    const cerbos = await startCerbos({ policies: join(folder, 'policies'), startTimeoutMs });
    const clerk = await startClerkSandbox(directory);
    const overGrpc = written.some(([, text]) => text.includes(`from '@cerbos/grpc'`));
    const pdp = await (overGrpc
      ? startFaultyGrpc(cerbos.grpcTarget)
      : startFaultyPdp(cerbos.httpUrl));
    const surroundings = {
      cwd: folder,
      env: { ...clerk.env, [overGrpc ? 'CERBOS_GRPC' : 'CERBOS_HTTP']: pdp.url, ...env },
      executable,
    };
    if (build !== undefined) await buildApp(build, surroundings);
    running = { cerbos, clerk, pdp, app: await serveApp(serve, surroundings) };
  });
  afterAll(async () => {
    await running.app.stop();
    await running.pdp.stop();
    await running.clerk.close();
    await running.cerbos.stop();
  });

  return {
    folder,
    app: () => running.app,
    clerk: () => running.clerk,
    pdp: () => running.pdp,
    async send(caller, path, { method = 'GET', headers, json, body, by = 'header' } = {}) {
      const token = callers[caller](running.clerk);
      const text = json === undefined ? body : JSON.stringify(json);
      const response = await fetch(`${running.app.origin}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(token === undefined ? {} : credentials(token, by)),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text === undefined ? {} : { body: text }),
      });
      return answerOf(response);
    },
  };
}

async function startFaultyGrpc(target: string): Promise<FaultyGrpc> {
  let fault: FaultyGrpc['fault'] = 'none';
  const proxy = await startGrpcProxy(target, { isReset: () => fault === 'reset' });
  return {
    url: proxy.address,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
    },
    get asked() {
      return proxy.traceparents.length;
    },
    stop() {
      proxy.stop();
      return Promise.resolve();
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  return { status, headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As in the pages: `@/` is the folder of the app. */
const alias = {
  'package.json': JSON.stringify({ type: 'module' }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: {
      ...{ module: 'ESNext', moduleResolution: 'Bundler', target: 'ES2022', jsx: 'react-jsx' },
      ...{ strict: true, paths: { '@/*': ['./*'] } },
    },
  }),
};
