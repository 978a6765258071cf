import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as express from '../../../src/adapters/express';
import * as fastify from '../../../src/adapters/fastify';
import * as hono from '../../../src/adapters/hono';
import * as nextjs from '../../../src/adapters/nextjs';
import * as pages from '../../../src/adapters/nextjs-pages';
import * as reactRouter from '../../../src/adapters/react-router';
import * as remix from '../../../src/adapters/remix';
import { allowAll, fakeClient } from '../ask/fakeClient';

const options = { cerbos: fakeClient(allowAll) };
const rule = { action: 'view', resource: { kind: 'document', id: '1', attr: {} } };
const handler = vi.fn();

/** Every guard of every adapter. */
const guards: readonly (readonly [name: string, guard: unknown])[] = [
  ['Express', express.createClerkCerbos(options).withCerbos(rule)],
  ['Express, around a handler', express.createClerkCerbos(options).withCerbos(rule, handler)],
  ['Fastify', fastify.createClerkCerbos(options).withCerbos(rule)],
  ['Fastify, around a handler', fastify.createClerkCerbos(options).withCerbos(rule, handler)],
  ['Hono', hono.createClerkCerbos(options).withCerbos(rule)],
  ['Hono, around a handler', hono.createClerkCerbos(options).withCerbos(rule, handler)],
  ['Next.js', nextjs.createClerkCerbos(options).withCerbos(rule, handler)],
  ['actions', nextjs.createClerkCerbos(options).withCerbosAction(rule, handler)],
  ['pages', pages.createClerkCerbos(options).withCerbos(rule, handler)],
  ['React Router', reactRouter.createClerkCerbos(options).withCerbos(rule, handler)],
  [
    'Remix',
    remix
      .createClerkCerbos({ ...options, authorizedParties: ['http://localhost:3000'] })
      .withCerbos(rule, handler),
  ],
];

/** What a framework never passes, or only to what is no handler. */
const calls: readonly (readonly [name: string, args: readonly unknown[]])[] = [
  ['nothing', []],
  ['empty objects', [{}, {}]],
  ['null', [null, null, null]],
  ['a stream in the place of a function', [{}, {}, new ReadableStream(), vi.fn()]],
];

describe.each(guards)('a guard of %s', (_, guard) => {
  const unhandled = vi.fn();
  beforeEach(() => {
    unhandled.mockClear();
    process.on('unhandledRejection', unhandled);
    vi.spyOn(console, 'error').mockReturnValue();
  });
  afterEach(() => {
    process.off('unhandledRejection', unhandled);
    vi.restoreAllMocks();
  });

  it.each(calls)('leaves no rejection to the process when it gets %s', async (_name, args) => {
    const call = async (): Promise<unknown> =>
      Reflect.apply(guard as CallableFunction, undefined, args) as unknown;
    await call().catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
    expect(handler).not.toHaveBeenCalled();
  });
});

it('withCerbos of Express is refused at once where it gets no next', () => {
  const guard: unknown = express.createClerkCerbos(options).withCerbos(rule);
  const call = () => Reflect.apply(guard as CallableFunction, undefined, [{}, {}]) as unknown;
  // Not as a rejection, which Express 4 does not notice.
  expect(call).toThrow(
    expect.objectContaining({
      code: 'invalid_configuration',
      message: expect.stringContaining('app.get(path, withCerbos(rule), handler)') as string,
    }),
  );
});

it('withCerbos(rule) of Hono is refused where it gets no next', async () => {
  const guard: unknown = hono.createClerkCerbos(options).withCerbos(rule);
  await expect(
    Reflect.apply(guard as CallableFunction, undefined, [{ header: vi.fn() }]),
  ).rejects.toMatchObject({
    code: 'invalid_configuration',
    message: expect.stringContaining('app.get(path, withCerbos(rule), handler)') as string,
  });
});
