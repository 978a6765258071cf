import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request,
  type RequestListener,
  type ServerResponse,
} from 'node:http';

/** One site, as a browser sees it. */
interface FrontDoor {
  readonly origin: string;
  /** What Clerk's SDKs have to know, so that clerk-js finds its way. */
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/**
 * Makes one origin of the stand-in for Clerk, below `/__clerk`, and the app, which is all else.
 * Next.js does the same with a rewrite; what only serves loaders and actions has none.
 */
export async function openFrontDoor(clerk: string, app: string): Promise<FrontDoor> {
  const door = await listen((asked, answer) =>
    forward(asked.url?.startsWith('/__clerk/') ? clerk : app, asked, answer),
  );
  // Where Clerk sends browsers to sign in is another site, as with Clerk: a page of the app's own
  // origin would be looked for among its routes, and not be found.
  const elsewhere = await listen(({ url = '' }, answer) => {
    answer.writeHead(302, { Location: `${door.origin}/__clerk${url}` }).end();
  });
  // By itself it would be looked for at an address with https.
  const script = `${door.origin}/__clerk/npm/@clerk/clerk-js@6/dist/clerk.browser.js`;
  return {
    origin: door.origin,
    settings: {
      CLERK_PROXY_URL: '/__clerk',
      CLERK_SIGN_IN_URL: `${elsewhere.origin}/sign-in`,
      CLERK_JS_URL: script,
      // The name that the SDK for Remix has for it.
      CLERK_JS: script,
      // The stand-in has no components of Clerk's.
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
  // With the Host that the browser asked for: it is where both have to send it back to.
  const passed = request(new URL(url, target), { method, headers }, (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  passed.once('error', () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
  answer.once('close', () => passed.destroy());
  asked.pipe(passed);
}
