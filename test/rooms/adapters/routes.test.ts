import { describe, expect, it } from 'vitest';
import * as express from '../../../src/adapters/express';
import * as fastify from '../../../src/adapters/fastify';
import * as hono from '../../../src/adapters/hono';
import { allowAll, fakeClient } from '../ask/fakeClient';

const options = { cerbos: fakeClient(allowAll) };
const guards = [
  ['express', express.createClerkCerbos(options).withCerbos],
  ['fastify', fastify.createClerkCerbos(options).withCerbos],
  ['hono', hono.createClerkCerbos(options).withCerbos],
] as const;

describe.each(guards)('withCerbos of %s', (_, withCerbos) => {
  /** As an app without types could call it. */
  const wrap =
    (...args: unknown[]) =>
    (): unknown =>
      Reflect.apply(withCerbos, undefined, args);
  const rule = { action: 'view', resource: { kind: 'document', id: '1', attr: {} } };

  it('refuses a rule that could never be asked when the route is made', () => {
    expect(wrap({ ...rule, action: '' })).toThrow('action must be a non-empty string');
    expect(wrap({ action: 'view' }, () => undefined)).toThrow('must have a resource');
  });

  it.each([
    ['null', null],
    ['an object', {}],
    ['a response', new Response()],
  ])('refuses what can not be called in the place of a handler: %s', (_name, handler) => {
    expect(wrap(rule, handler)).toThrow(
      expect.objectContaining({
        code: 'invalid_configuration',
        message: expect.stringMatching(
          /must be a handler, or be left out\. Write withCerbos\(rule, /,
        ),
      }),
    );
  });

  it('takes a rule alone, and a rule with a handler', () => {
    expect(wrap(rule)()).toBeTypeOf('function');
    expect(wrap(rule, () => undefined)()).toBeTypeOf('function');
  });
});
