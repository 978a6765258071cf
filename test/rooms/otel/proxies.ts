import { createServer } from 'node:http';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';

/** Stands before the PDP and keeps the header `traceparent` of each call. */
export interface Proxy {
  /** `127.0.0.1:1234` */
  readonly address: string;
  readonly traceparents: (string | undefined)[];
  readonly stop: () => void;
}

/** Hands on HTTP, with `fails` of the first calls cut off. */
export async function startHttpProxy(pdpUrl: string, { fails = 0 } = {}): Promise<Proxy> {
  const traceparents: Proxy['traceparents'] = [];
  const server = createServer((request, response) => {
    traceparents.push(request.headers.traceparent?.toString());
    if (traceparents.length <= fails) {
      request.destroy();
      return;
    }
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const headers = { 'content-type': 'application/json' };
      const body = Buffer.concat(chunks);
      const answer = await fetch(pdpUrl + (request.url ?? ''), { method: 'POST', headers, body });
      response.writeHead(answer.status, headers).end(await answer.text());
    })();
  });
  return { address: await listen(server), traceparents, stop: () => server.close() };
}

/** How a balancer that is about to stop ends a stream. */
interface Resets {
  /** How many of the first streams it resets. */
  readonly resets?: number;
  /** Says of each later stream whether it resets that one, too. */
  readonly isReset?: () => boolean;
  /** The error code of HTTP/2. */
  readonly rstCode?: number;
  /** Whether it sends the headers of an answer before. */
  readonly hasBegun?: boolean;
}

/** Hands on gRPC, streams, metadata, trailers and all, with some of the first streams reset. */
export async function startGrpcProxy(
  pdpTarget: string,
  { resets = 0, isReset = () => false, rstCode = 0, hasBegun = false }: Resets = {},
): Promise<Proxy> {
  const traceparents: Proxy['traceparents'] = [];
  const pdp = connect(`http://${pdpTarget}`);
  const server = createHttp2Server();
  server.on('stream', (stream, headers) => {
    traceparents.push(headers.traceparent?.toString());
    // A client that dies ends its streams with an error.
    stream.on('error', () => undefined);
    if (traceparents.length <= resets || isReset()) {
      if (hasBegun) stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
      stream.close(rstCode);
      return;
    }
    const call = pdp.request(headers);
    call.on('error', () => stream.destroy());
    let trailers = {};
    call.on('trailers', (sent: object) => {
      trailers = sent;
    });
    call.on('response', (answer) => {
      stream.respond(answer, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      call.pipe(stream);
    });
    stream.pipe(call);
  });
  const stop = () => {
    pdp.close();
    server.close();
  };
  return { address: await listen(server), traceparents, stop };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
