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
  /** Where Clerk sends browsers to sign in: another site, as with Clerk. */
  readonly signInUrl: string;
  readonly close: () => Promise<void>;
}

/**
 * Makes one origin of the stand-in for Clerk, below `/__clerk`, and the app, which is all else.
 * Next.js does the same with a rewrite; this app has nothing that could.
 */
export async function openFrontDoor(clerk: string, app: string): Promise<FrontDoor> {
  const door = await listen((asked, answer) =>
    forward(asked.url?.startsWith('/__clerk/') ? clerk : app, asked, answer),
  );
  // A page of the app's own origin would be looked for among its routes, and not be found.
  const elsewhere = await listen(({ url = '' }, answer) => {
    answer.writeHead(302, { Location: `${door.origin}/__clerk${url}` }).end();
  });
  return {
    origin: door.origin,
    signInUrl: `${elsewhere.origin}/sign-in`,
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
