import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type ServerResponse,
} from 'node:http';

/** One origin for the app and for the stand-in. */
interface FrontDoor {
  readonly origin: string;
  /** Settings that tell Clerk's SDKs where clerk-js and the stand-in are. */
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/**
 * Serves the stand-in for Clerk (below `/__clerk`) and the app (all other paths) on one origin.
 * Next.js can do this with a rewrite. React Router and Remix have no rewrites.
 */
export async function openFrontDoor(clerk: string, app: string): Promise<FrontDoor> {
  const door = await listen((asked, answer) =>
    forward(asked.url?.startsWith('/__clerk/') ? clerk : app, asked, answer),
  );
  // The sign-in page is on another origin, as it is with Clerk. On the app's own origin, the app's
  // router would look for it among its routes and not find it.
  const elsewhere = await listen(({ url = '' }, answer) => {
    answer.writeHead(302, { Location: `${door.origin}/__clerk${url}` }).end();
  });
  // Without this, Clerk's SDK would load it from an https address.
  const script = `${door.origin}/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js`;
  return {
    origin: door.origin,
    settings: {
      CLERK_PROXY_URL: '/__clerk',
      CLERK_SIGN_IN_URL: `${elsewhere.origin}/sign-in`,
      CLERK_JS_URL: script,
      PUBLIC_CLERK_JS_URL: script,
      // The name that the SDK for Remix reads.
      CLERK_JS: script,
      // The stand-in does not have Clerk's components.
      CLERK_PREFETCH_UI: 'false',
    },
    close: async () => {
      await Promise.all([door.close(), elsewhere.close()]);
    },
  };
}

async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return {
    origin: `http://localhost:${address.port}`,
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function forward(target: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { url = '/', method, headers } = asked;
  // Keep the Host of the browser's request: the app and the stand-in redirect to it.
  const passed = request(new URL(url, target), { method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  passed.once('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
  answer.once('close', () => passed.destroy());
  asked.pipe(passed);
}
