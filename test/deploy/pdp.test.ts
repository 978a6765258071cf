import { statSync } from 'node:fs';
import { GRPC } from '@cerbos/grpc';
import { afterEach, describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../src';
import { signedOut } from '../rooms/ask/auths';
import { patient } from '../setup/pdp';
import { readDocuments } from './deployFiles';
import { type DeployedPdp, configurations, startDeployedPdp } from './startDeployedPdp';

let running: DeployedPdp | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

async function start(name: (typeof configurations)[number]): Promise<DeployedPdp> {
  running = await startDeployedPdp(name);
  return running;
}

const read = (isPublic: boolean) => ({
  resource: { kind: 'document', id: 'd1', attr: { public: isPublic } },
  action: 'read',
});

describe('the configurations of the PDP', () => {
  it.each(configurations)(
    '%s: a real PDP starts, and allows and denies over gRPC',
    async (name) => {
      const pdp = await start(name);
      const cerbos = new GRPC(pdp.grpcTarget, { tls: false });
      try {
        const { isAllowed } = createClerkCerbos({ cerbos, ...patient });
        expect(await isAllowed(signedOut, read(true))).toBe(true);
        expect(await isAllowed(signedOut, read(false))).toBe(false);
      } finally {
        cerbos.close();
      }
    },
  );

  it.each(['service', 'loopback'] as const)('%s: no web page may ask the PDP', async (name) => {
    const { httpUrl = '' } = await start(name);
    const response = await fetch(`${httpUrl}/api/check/resources`, {
      method: 'OPTIONS',
      headers: { origin: 'https://example.com', 'access-control-request-method': 'POST' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('socket: only the owner and the group may connect', async () => {
    const { grpcTarget } = await start('socket');
    const { mode } = statSync(grpcTarget.slice('unix:'.length));
    expect(mode & 0o777).toBe(0o660);
  });

  it('are refused by the PDP if a key is misspelt', async () => {
    const edit = (text: string) => text.replace('udsFileMode', 'udsFilMode');
    await expect(startDeployedPdp('socket', { edit })).rejects.toThrow('udsFilMode');
  });

  it.each(configurations)('%s: does not watch policies, and reports no usage', (name) => {
    const [configuration] = readDocuments(`pdp/${name}.yaml`);
    expect(configuration).toMatchObject({
      storage: { driver: 'disk', disk: { watchForChanges: false } },
      server: { cors: { disabled: true } },
      telemetry: { disabled: true },
      schema: { enforcement: 'reject' },
    });
  });

  it('listen on no interface of the network, except that of a service', () => {
    const addresses = (name: string) => {
      const [{ server }] = readDocuments(`pdp/${name}.yaml`) as [{ server: object }];
      return server;
    };
    expect(addresses('loopback')).toMatchObject({
      httpListenAddr: '127.0.0.1:3592',
      grpcListenAddr: '127.0.0.1:3593',
    });
    expect(addresses('socket')).toMatchObject({
      httpListenAddr: expect.stringMatching(/^unix:/),
      grpcListenAddr: expect.stringMatching(/^unix:/),
    });
  });
});
