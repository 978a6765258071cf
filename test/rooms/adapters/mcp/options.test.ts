import { describe, expect, it } from 'vitest';
import { usePdp } from '../../../setup/pdp';
import { Billing } from './billing';
import { newest } from './sdks';

const pdp = usePdp();
const wrong = expect.objectContaining({ code: 'invalid_configuration' }) as Error; // compares errors

describe.each(newest)('guard, on $name', (sdk) => {
  const billing = () => new Billing(pdp().httpUrl);

  it('returns the same server', () => {
    const [high, low] = [sdk.mcpServer(), sdk.lowServer()];
    expect(billing().guard(high)).toBe(high);
    expect(billing().guard(low)).toBe(low);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'server'],
    ['an object', {}],
    ['a function', () => sdk.mcpServer()],
    ['a promise', Promise.resolve({})],
    ['what looks like a server of another version', { setRequestHandler: () => undefined }],
    [
      'a server without a map of handlers',
      { setRequestHandler: () => undefined, _requestHandlers: {} },
    ],
    [
      'what looks like an McpServer of another version',
      {
        registerTool: () => undefined,
        server: { setRequestHandler: () => undefined, _requestHandlers: new Map() },
      },
    ],
  ])('refuses %s', (_, server) => {
    const { authz } = billing();
    expect(() => Reflect.apply(authz.guard, undefined, [server]) as unknown).toThrow(wrong);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a text', 'options'],
    ['auth that is an auth object', { auth: { userId: 'user_1' } }],
    ['auth that is null', { auth: null }],
    ['a resource that is no function', { resource: { kind: 'mcp_tool' } }],
    ['a resourceMetadataUrl that is no URL', { resourceMetadataUrl: '/metadata' }],
    ['a resourceMetadataUrl with a quote', { resourceMetadataUrl: 'https://a.example.com/"x' }],
    [
      'a resourceMetadataUrl with a line break',
      { resourceMetadataUrl: 'https://a.example.com/\r\nx' },
    ],
    [
      'a resourceMetadataUrl that is a URL object',
      { resourceMetadataUrl: new URL('https://a.example.com') },
    ],
  ])('refuses %s as options', (_, options) => {
    const { authz } = billing();
    const server = sdk.mcpServer();
    expect(() => Reflect.apply(authz.guard, undefined, [server, options]) as unknown).toThrow(
      wrong,
    );
    // A server whose guard failed is not taken for a guarded one.
    expect(authz.guard(server)).toBe(server);
  });

  it('refuses a server that is guarded already, also by another createClerkCerbos', () => {
    const server = sdk.mcpServer();
    const { authz } = billing();
    authz.guard(server);
    expect(() => authz.guard(server)).toThrow(wrong);
    expect(() => authz.guard(server.server)).toThrow(wrong);
    expect(() => billing().guard(server)).toThrow(wrong);
    const other = sdk.mcpServer();
    authz.guard(other.server);
    expect(() => authz.guard(other)).toThrow(wrong);
  });
});
