import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import * as otel from '@opentelemetry/api';
import { describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos, isClerkCerbosError } from '../../../src';
import { toProblem } from '../../../src/answer/toProblem';
import { withTelemetry } from '../../../src/otel';
import { patient, usePdp } from '../../setup/pdp';
import { member } from './auths';
import { fakeClient } from './fakeClient';

const pdp = usePdp();
const view = { resource: { kind: 'document', id: '1', attr: {} }, action: 'view' };
const host = () => new URL(pdp().httpUrl).host;

async function failure(cerbos: CerbosClient): Promise<{ code: string; message: string }> {
  const { isAllowed } = createClerkCerbos({ cerbos, retry: false, ...patient });
  const error: unknown = await isAllowed(member, view).catch((thrown: unknown) => thrown);
  if (!isClerkCerbosError(error)) throw new Error('It was answered.');
  return error;
}

describe('an address that can never work is refused when createClerkCerbos is called:', () => {
  const grpc = (address: string) => new GRPC(address, { tls: false });

  it.each<[string, () => CerbosClient, string[]]>([
    [
      'of HTTP, without a scheme',
      () => new HTTP('127.0.0.1:3592'),
      ['"127.0.0.1:3592"', "new HTTP('http://127.0.0.1:3592')"],
    ],
    [
      'of HTTP, with a name but no scheme',
      () => new HTTP('cerbos:3592'),
      ['"cerbos:3592"', "new HTTP('http://cerbos:3592')"],
    ],
    [
      'of HTTP, with the scheme of gRPC',
      () => new HTTP('grpc://127.0.0.1:3593'),
      ['"grpc://127.0.0.1:3593"', "new HTTP('http://127.0.0.1:3592')"],
    ],
    [
      'of HTTP, with a space at its end',
      () => new HTTP('http://cerbos:3592 '),
      ['"http://cerbos:3592 "'],
    ],
    ['of HTTP, with a query', () => new HTTP('http://cerbos:3592?a=b'), ['query']],
    ['of HTTP, with a fragment', () => new HTTP('http://cerbos:3592/#a'), ['fragment']],
    [
      'of gRPC, with a scheme of HTTP',
      () => grpc('http://127.0.0.1:3593'),
      ['"http://127.0.0.1:3593"', "new GRPC('127.0.0.1:3593'"],
    ],
    ['of gRPC, with a scheme', () => grpc('grpc://cerbos:3593'), ["new GRPC('cerbos:3593'"]],
    ['of gRPC, with a slash', () => grpc('cerbos:3593/'), ["new GRPC('cerbos:3593'"]],
  ])('%s', (_, connect, said) => {
    const cerbos = connect();
    const create = () => createClerkCerbos({ cerbos });
    expect(create).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
    for (const text of said) expect(create).toThrow(text);
  });

  it('of HTTP, with a password, which the error does not repeat', () => {
    for (const address of [
      'http://me:hidden@cerbos:3592',
      'me:hidden@cerbos:3592',
      'http://me:hidden?@cerbos:3592',
      'http://me:hidden#@cerbos:3592',
      'http://me:?hidden@cerbos:3592',
      'http://cerbos:3592?token=hidden',
      'http://cerbos:3592?token=@hidden',
    ]) {
      const create = () => createClerkCerbos({ cerbos: new HTTP(address) });
      expect(create).toThrow(expect.objectContaining({ code: 'invalid_configuration' }));
      expect(create).not.toThrow('hidden');
    }
  });

  it('but not one with a password where fetch takes it, as in Deno and Bun', () => {
    vi.stubGlobal('Request', vi.fn());
    try {
      const cerbos = new HTTP('http://me:hidden@cerbos:3592');
      expect(() => createClerkCerbos({ cerbos })).not.toThrow();
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('but not one that may be set only where the app runs, or that other software understands', () => {
    for (const connect of [
      () => new HTTP(''),
      () => new HTTP(undefined as never),
      () => new HTTP('http://cerbos:3592/'),
      () => new HTTP('https://gateway/cerbos'),
      () => new HTTP('http://[::1]:3592'),
      () => grpc('unix:/var/run/cerbos.sock'),
      () => grpc('unix:///var/run/cerbos.sock'),
      () => grpc('dns:///cerbos:3593'),
      () => grpc('dns://10.0.0.1/cerbos:3593'),
      () => grpc('ipv4:10.0.0.7:3593,10.0.0.8:3593'),
      () => grpc('cerbos'),
      () => fakeClient(() => undefined),
    ]) {
      expect(() => createClerkCerbos({ cerbos: connect() })).not.toThrow();
    }
  });
});

describe('the error of the first question says what is wrong with the address:', () => {
  it('a slash at its end', async () => {
    expect(await failure(new HTTP(`${pdp().httpUrl}/`))).toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringMatching(
        new RegExp(`${pdp().httpUrl}/.* ends with a slash.*new HTTP\\('${pdp().httpUrl}'\\)`),
      ),
    });
  });

  it.each(['/api', '/cerbos'])('the path %s', async (path) => {
    const { message } = await failure(new HTTP(pdp().httpUrl + path));
    expect(message).toContain(`has the path "${path}"`);
    expect(message).toContain(`new HTTP('${pdp().httpUrl}')`);
  });

  it('a path, also where the client hides its address', async () => {
    const client = new HTTP(`${pdp().httpUrl}/`);
    const hidden: CerbosClient = {
      checkResources: (...args) => client.checkResources(...args),
      planResources: (...args) => client.planResources(...args),
    };
    expect(await failure(hidden)).toMatchObject({
      code: 'invalid_configuration',
      message: expect.stringContaining('no slash and no path'),
    });
  });

  it('the port of gRPC', async () => {
    const address = `http://${pdp().grpcTarget}`;
    const { code, message } = await failure(new HTTP(address));
    expect(code).toBe('pdp_unreachable');
    expect(message).toContain(`The PDP at ${address} can't be reached`);
    expect(message).toContain('the port of gRPC');
  });

  it.each<[string, () => CerbosClient, string]>([
    ['HTTP', () => new HTTP(`https://${host()}`), 'Write http:// in place of https://'],
    ['gRPC', () => new GRPC(pdp().grpcTarget, { tls: true }), 'Write tls: false'],
  ])('TLS where the PDP has none, over %s', async (_, connect, said) => {
    const { code, message } = await failure(connect());
    expect(code).toBe('pdp_unreachable');
    expect(message).toContain(said);
  });
});

describe('a PDP that is not there', () => {
  it.each<[string, CerbosClient, string]>([
    ['HTTP', new HTTP('http://127.0.0.1:2'), 'The PDP at http://127.0.0.1:2 can'],
    // No other file of this process may use the port: channels to one address share their backoff.
    ['gRPC', new GRPC('127.0.0.1:7', { tls: false }), 'The PDP at 127.0.0.1:7 can'],
    [
      'HTTP with telemetry',
      withTelemetry({ cerbos: new HTTP('http://127.0.0.1:3') }, otel).cerbos,
      'The PDP at http://127.0.0.1:3 can',
    ],
  ])(
    'is named in the error and in the log, with the cause, but not to the caller: %s',
    async (_, cerbos, said) => {
      const { isAllowed } = createClerkCerbos({ cerbos, retry: false, ...patient });
      const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const error: unknown = await isAllowed(member, view).catch((thrown: unknown) => thrown);
      if (!isClerkCerbosError(error)) throw new Error('It was answered.');
      const { body } = toProblem(error);
      const [[line] = []] = log.mock.calls;
      log.mockRestore();
      for (const text of [error.message, String(line)]) {
        expect(text).toContain(said);
        expect(text).toContain('ECONNREFUSED');
      }
      expect(body).toEqual({ code: 'pdp_unreachable', status: 503, title: 'Service Unavailable' });
    },
  );

  it('is named without what its address has of secrets, where it is only made at the first question', async () => {
    let client: CerbosClient | undefined;
    const lazy: CerbosClient = {
      checkResources: (...args) =>
        (client ??= new HTTP('http://me:hidden@127.0.0.1:9')).checkResources(...args),
      planResources: () => Promise.reject(new Error('no plans here')),
    };
    expect((await failure(lazy)).message).not.toContain('hidden');
  });
});
