import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { hangUpSignal } from '../../../src/answer/respondToOnNode';

type Answer = (res: http.ServerResponse | http2.Http2ServerResponse) => void;

/** Serves one request, and makes it; `hangUp` ends it from the side of the client. */
const protocols = {
  async 'HTTP/1.1'(answer: Answer) {
    const server = http.createServer((_, res) => {
      answer(res);
    });
    const request = http.get(await urlOf(server)).on('error', () => undefined);
    request.on('response', (response) => response.resume());
    return { hangUp: () => request.destroy(), close: () => server.close() };
  },
  async 'HTTP/2'(answer: Answer) {
    const server = http2.createServer((_, res) => {
      answer(res);
    });
    const client = http2.connect(await urlOf(server));
    const stream = client.request({ ':path': '/' }).on('error', () => undefined);
    stream.resume();
    const close = () => {
      client.destroy();
      server.close();
    };
    return {
      hangUp: () => {
        stream.close(http2.constants.NGHTTP2_CANCEL);
      },
      close,
    };
  },
};

async function urlOf(server: http.Server | http2.Http2Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // It listens on a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.each(Object.keys(protocols) as (keyof typeof protocols)[])('over %s', (protocol) => {
  it('a client that hangs up before the response is noticed, also once it has gone', async () => {
    const seen: Parameters<Answer>[0][] = [];
    const { hangUp, close } = await protocols[protocol]((res) => seen.push(res));
    await vi.waitUntil(() => seen.length > 0, { timeout: 30_000 });
    const [res] = seen;
    const signal = hangUpSignal(res);
    expect(signal?.aborted).toBe(false);
    hangUp();
    await vi.waitUntil(() => signal?.aborted === true, { timeout: 30_000 });
    close();
  });

  it('a client that has the response has not hung up', async () => {
    let closed = false;
    let signal: ReturnType<typeof hangUpSignal>;
    const { close } = await protocols[protocol]((res) => {
      signal = hangUpSignal(res);
      res.once('close', () => {
        closed = true;
      });
      res.end('all of it');
    });
    await vi.waitUntil(() => closed, { timeout: 30_000 });
    expect(signal?.aborted).toBe(false);
    close();
  });
});
