import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClerkCerbos } from '../../../src/adapters/remix';
import { allowAll, fakeClient } from '../ask/fakeClient';

const cerbos = fakeClient(allowAll);

/** As an app without types could call it. */
const create = (options: unknown) => (): unknown =>
  Reflect.apply(createClerkCerbos, undefined, [options]);

describe('authorizedParties', () => {
  it.each([
    ['a string, of which every part would be accepted', 'https://app.example.com'],
    ['a list of none, which would accept all', []],
    ['what an empty variable is split into', ['']],
    ['null', null],
    ['a list with something else in it', ['https://app.example.com', undefined]],
    ['a list with a hole', Object.assign([], { length: 1 })],
    ['an address with a path, which no token names', ['https://app.example.com/']],
    ['a host alone', ['app.example.com']],
    ['an object with such a list', { 0: 'https://app.example.com', length: 1 }],
  ])('are refused if they are %s', (_, authorizedParties) => {
    expect(create({ cerbos, authorizedParties })).toThrow(
      expect.objectContaining({
        name: 'ConfigurationError',
        code: 'invalid_configuration',
        message: expect.stringContaining(
          "authorizedParties: ['https://app.example.com']",
        ) as string,
      }),
    );
  });

  it.each([
    ['one', ['https://app.example.com']],
    ['several', ['https://app.example.com', 'http://localhost:3000', 'chrome-extension://abc']],
    ['all', undefined],
  ])('may be %s', (_, authorizedParties) => {
    expect(create({ cerbos, authorizedParties })).not.toThrow();
  });

  describe('that are not given', () => {
    afterEach(() => {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    });

    it('are asked for once, in development', () => {
      const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      create({ cerbos })();
      expect(warn).not.toHaveBeenCalled();
      vi.stubEnv('NODE_ENV', 'development');
      create({ cerbos, authorizedParties: ['https://app.example.com'] })();
      expect(warn).not.toHaveBeenCalled();
      create({ cerbos })();
      create({ cerbos })();
      expect(warn.mock.calls).toEqual([[expect.stringContaining('authorizedParties is not set')]]);
    });
  });
});

describe('options that are missing', () => {
  it.each([undefined, null, {}])('are said to be by name: %s', (options) => {
    expect(create(options)).toThrow(/was called without options|cerbos must be/);
  });
});

describe('a rule about tokens that the SDK does not verify', () => {
  const { withCerbos } = createClerkCerbos({ cerbos });
  const wrap = (acceptsToken: unknown) => (): unknown => {
    const rule = { action: 'view', resource: { kind: 'document', id: '1', attr: {} } };
    return Reflect.apply(withCerbos, undefined, [{ ...rule, acceptsToken }, () => null]);
  };

  // An empty list accepts nobody, and the SDK would verify a session.
  it.each(
    ['any', 'm2m_token', 'api_key', ['session_token', 'm2m_token'], ['oauth_token'], []].map(
      (acceptsToken) => ({ acceptsToken }),
    ),
  )('is refused when the loader is wrapped: $acceptsToken', ({ acceptsToken }) => {
    expect(wrap(acceptsToken)).toThrow(
      expect.objectContaining({
        code: 'invalid_configuration',
        message: expect.stringContaining("write acceptsToken: 'session_token'") as string,
      }),
    );
  });

  it.each(
    [undefined, 'session_token', ['session_token']].map((acceptsToken) => ({ acceptsToken })),
  )('is none if it accepts sessions only: $acceptsToken', ({ acceptsToken }) => {
    expect(wrap(acceptsToken)).not.toThrow();
  });
});
