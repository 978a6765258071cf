import { describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../../src/adapters/nextjs';
import { allowAll, fakeClient } from '../ask/fakeClient';

const { withCerbos } = createClerkCerbos({ cerbos: fakeClient(allowAll) });
const handler = () => new Response();
const resource = { kind: 'document', id: '1', attr: {} };

/** As an app without types could wrap. */
const wrap =
  (rule: unknown, guarded: unknown = handler) =>
  () =>
    withCerbos(rule as Parameters<typeof withCerbos>[0], guarded as typeof handler);

const oddDenials: readonly unknown[] = [
  null,
  'forbidden',
  [],
  {},
  { notFoundUnless: '' },
  { notFoundUnless: 1 },
  { unless: 'view' },
  { notFoundUnless: 'view', status: 404 },
];

describe('a rule that could never be asked', () => {
  it.each([
    ['none at all', undefined, 'must be an object'],
    ['one without an action', { resource }, 'is wrong: actions must be a list'],
    ['one with an empty action', { action: '', resource }, 'is wrong: action must be a non-empty'],
    [
      'one with both action and actions',
      { action: 'a', actions: ['b'], resource },
      'only one of them',
    ],
    ['one with no actions in the list', { actions: [], resource }, 'at least one action'],
    ['one without a resource', { action: 'view' }, 'must have a resource'],
    [
      'one with a resource and a newResource',
      { action: 'view', resource, newResource: () => resource },
      'both a resource and a newResource',
    ],
    [
      'one with a newResource that is no function',
      { action: 'view', newResource: { kind: 'document', attr: {} } },
      'a newResource that is not a function',
    ],
    ['one with an odd onDenied', { action: 'view', resource, onDenied: 404 }, 'onDenied'],
    ...oddDenials.map((onDenied): [string, object, string] => [
      `one with the onDenied ${JSON.stringify(onDenied)}`,
      { action: 'view', resource, onDenied },
      'has an onDenied',
    ]),
  ])('is refused when the handler is wrapped: %s', (_, rule, reason) => {
    expect(wrap(rule)).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'invalid_configuration',
        message: expect.stringContaining(reason) as string,
      }),
    );
    expect(wrap(rule)).toThrow("withCerbos({ action: 'view', resource: {");
  });

  it.each([
    ['an empty kind', { kind: '', id: '1' }, 'resource.kind'],
    ['a number for an id', { kind: 'document', id: 1 }, 'resource.id'],
    ['an empty id', { kind: 'document', id: '' }, 'resource.id'],
    ['no id', { kind: 'document' }, 'resource.id'],
    [
      'attributes that JSON can not carry',
      { ...resource, attr: { f: handler } },
      'resource.attr.f',
    ],
  ])('is refused by the path of what is wrong in a fixed resource: %s', (_, wrong, path) => {
    expect(wrap({ action: 'view', resource: wrong })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'invalid_configuration',
        message: expect.stringContaining(path) as string,
      }),
    );
  });
});

it('a rule without a handler is refused when it is wrapped', () => {
  expect(wrap({ action: 'view', resource }, null)).toThrow(
    'The second argument of withCerbos must be a handler',
  );
});
