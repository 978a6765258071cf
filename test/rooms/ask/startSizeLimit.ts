import {
  connect,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';

/** A proxy that takes no more than so many bytes. */
export interface SizeLimit {
  /** `127.0.0.1:<port>` */
  readonly target: string;
  /** How many bytes each question had that was passed on, and that was not. */
  readonly passed: number[];
  readonly refused: number[];
  stop: () => Promise<void>;
}

/** Stands between a gRPC client and the PDP, and answers what is too large itself: 413, with a page. */
export async function startSizeLimit(upstream: string, maxBytes: number): Promise<SizeLimit> {
  const passed: number[] = [];
  const refused: number[] = [];
  const pdp = connect(`http://${upstream}`);
  const sessions = new Set<Http2Session>([pdp]);
  const server = createServer();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('error', () => stream.destroy());
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const body = Buffer.concat(chunks);
      if (body.length > maxBytes) {
        refused.push(body.length);
        stream.respond({ ':status': 413, 'content-type': 'text/html' });
        stream.end('<html><h1>413 Request Entity Too Large</h1></html>');
        return;
      }
      passed.push(body.length);
      const request = pdp.request(headers);
      request.on('error', () => stream.destroy());
      request.on('response', (answer) => {
        stream.respond(answer, { waitForTrailers: true });
        request.on('trailers', (trailers: IncomingHttpHeaders) => {
          stream.on('wantTrailers', () => stream.sendTrailers(trailers));
        });
        request.pipe(stream);
      });
      request.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It listens nowhere.');
  return {
    target: `127.0.0.1:${address.port}`,
    passed,
    refused,
    async stop() {
      for (const session of sessions) session.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
