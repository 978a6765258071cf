import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import type { CerbosClient } from '../../../src';
import type { CerbosServer } from '../../../src/testing';

/** One of Cerbos' own clients, and how it is reached. */
export interface Transport {
  readonly name: 'http' | 'grpc';
  /** `127.0.0.1:<port>` of the PDP. */
  targetOf: (pdp: CerbosServer) => string;
  connect: (target: string) => CerbosClient & { readonly close: () => void };
}

/** Both of them. */
export const transports: readonly Transport[] = [
  {
    name: 'http',
    targetOf: ({ httpUrl }) => new URL(httpUrl).host,
    connect: (target) => Object.assign(new HTTP(`http://${target}`), { close: () => undefined }),
  },
  {
    name: 'grpc',
    targetOf: ({ grpcTarget }) => grpcTarget,
    connect: (target) => new GRPC(target, { tls: false }),
  },
];
