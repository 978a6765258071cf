import { type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Hands a request on to the sandbox, as the proxy of an app would. */
export function forwardTo(
  sandboxUrl: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  path: string,
): void {
  const headers = { ...incoming.headers, 'x-forwarded-host': incoming.headers.host };
  const onward = request(sandboxUrl + path, { method: incoming.method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(onward);
}
