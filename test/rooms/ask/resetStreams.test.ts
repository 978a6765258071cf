import { GRPC } from '@cerbos/grpc';
import { constants } from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import { createClerkCerbos } from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { startGrpcProxy } from '../otel/proxies';
import { member } from './auths';

const pdp = usePdp();
const mine = { ownerId: 'user_1', orgId: 'org_acme', public: false };
const edit = { resource: { kind: 'document', id: '1', attr: mine }, action: 'edit' };

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function setUp(resets: NonNullable<Parameters<typeof startGrpcProxy>[1]>, options = {}) {
  const proxy = await startGrpcProxy(pdp().grpcTarget, resets);
  const cerbos = new GRPC(proxy.address, { tls: false });
  stops.push(
    () => {
      cerbos.close();
    },
    () => {
      proxy.stop();
    },
  );
  const { isAllowed } = createClerkCerbos({ cerbos, ...patient, ...options });
  return { ask: () => isAllowed(member, edit), calls: () => proxy.traceparents.length };
}

const { NGHTTP2_NO_ERROR, NGHTTP2_PROTOCOL_ERROR, NGHTTP2_INTERNAL_ERROR, NGHTTP2_CANCEL } =
  constants;
const codes = [
  ['NO_ERROR', NGHTTP2_NO_ERROR],
  ['PROTOCOL_ERROR', NGHTTP2_PROTOCOL_ERROR],
  ['INTERNAL_ERROR', NGHTTP2_INTERNAL_ERROR],
  ['CANCEL', NGHTTP2_CANCEL],
] as const;

describe.each(codes)('a stream that a balancer resets with %s', (_, rstCode) => {
  it.each([
    ['before the answer', false],
    ['in the middle of the answer', true],
  ])('%s is asked once more', async (_, hasBegun) => {
    const { ask, calls } = await setUp({ resets: 1, rstCode, hasBegun });
    expect(await ask()).toBe(true);
    expect(calls()).toBe(2);
  });

  it('twice is unavailable, and is not asked a third time', async () => {
    const { ask, calls } = await setUp({ resets: 10, rstCode });
    await expect(ask()).rejects.toMatchObject({ code: 'pdp_unreachable' });
    expect(calls()).toBe(2);
  });
});

it('a stream is not asked again where the balancer has too many of them', async () => {
  const rstCode = constants.NGHTTP2_ENHANCE_YOUR_CALM;
  const { ask, calls } = await setUp({ resets: 1, rstCode });
  await expect(ask()).rejects.toMatchObject({ code: 'pdp_unreachable' });
  expect(calls()).toBe(1);
});
