import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../../../src';
import { refuseDropped } from '../../../src/answer/respondToOnNode';

const mistake = new ConfigurationError({ code: 'not_awaited', message: 'Nothing waits.' });

/** Serves one request over HTTP, and says what came back. */
async function serve(
  answer: (res: ServerResponse) => unknown,
  dropped: () => ConfigurationError | undefined,
) {
  const end = vi.fn();
  const server = createServer((_, res) => {
    refuseDropped({ watch: () => ({ dropped, end }) }, res);
    // What a framework does before it answers.
    res.setHeader('ETag', '"1"');
    void answer(res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' });
  const text = await response.text();
  await new Promise((resolve) => server.close(resolve));
  return { status: response.status, text, etag: response.headers.get('etag'), end };
}

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const ways: [string, (res: ServerResponse) => unknown][] = [
  ['end', (res) => res.end('secret')],
  ['write and end', (res) => res.write('sec') && res.end('ret')],
  ['writeHead', (res) => res.writeHead(200, { 'Content-Length': '6' }).end('secret')],
  [
    'flushHeaders, and the rest later',
    (res) => (res.flushHeaders(), setTimeout(() => res.end('secret'), 10)),
  ],
  ['a pipe', (res) => Readable.from(['sec', 'ret']).pipe(res)],
  ['a pipeline', (res) => pipeline(Readable.from(['sec', 'ret']), res)],
  ['a callback', (res) => setTimeout(() => res.end('secret'))],
  ['a redirect', (res) => res.writeHead(302, { Location: '/secret' }).end()],
];

describe.each(ways)('an answer by %s', (_, answer) => {
  it('is a 500 with nothing of it where an authorize was dropped', async () => {
    const { status, text, etag } = await serve(answer, () => mistake);
    expect([status, etag]).toEqual([500, null]);
    expect(JSON.parse(text)).toEqual({
      title: 'Internal Server Error',
      status: 500,
      code: 'not_awaited',
    });
  });

  it('is what it is where none was', async () => {
    const { status, text, etag, end } = await serve(answer, () => undefined);
    expect([status, text, etag]).toEqual(
      status === 302 ? [302, '', '"1"'] : [200, 'secret', '"1"'],
    );
    expect(end).toHaveBeenCalledOnce();
  });
});

it.each<[string, (res: ServerResponse) => unknown]>([
  ['end', (res) => Object.assign(res, { statusCode: 403 }).end('no')],
  ['writeHead', (res) => res.writeHead(403).end('no')],
])('a refusal by %s stays as it is', async (_, answer) => {
  const { status, text } = await serve(answer, () => mistake);
  expect([status, text]).toEqual([403, 'no']);
});
