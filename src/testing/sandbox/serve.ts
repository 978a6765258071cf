import { createServer, type Server, type ServerResponse } from 'node:http';
import { readRequest, type SandboxRequest } from './SandboxRequest';
import { clerkError, type SandboxResponse } from './SandboxResponse';

/** Answers one request. */
export type Handler = (request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>;

interface Serving {
  readonly port: number;
  close: () => Promise<void>;
}

/** Listens on 127.0.0.1 only. */
export async function serve(handler: Handler, port = 0): Promise<Serving> {
  const server = createServer((message, response) => {
    readRequest(message)
      .then((request) =>
        request === undefined
          ? clerkError(400, 'request_invalid', 'The request is malformed or too long.')
          : handler(request),
      )
      .catch((error: unknown) => clerkError(500, 'internal_error', String(error)))
      .then((answer) => {
        send(response, answer);
      })
      // The browser has disconnected.
      .catch(() => response.destroy());
  });
  await listen(server, port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

function send(response: ServerResponse, { status, headers, body }: SandboxResponse): void {
  for (const [name, value] of Object.entries(headers)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.statusCode = status;
  response.end(body);
}
