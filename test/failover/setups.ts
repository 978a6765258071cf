import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import type { CerbosClient } from '../../src';
import type { Subject } from './runFaults';
import type { Replica } from './startReplica';

/** A way to ask two PDPs. */
export interface Setup {
  readonly name: string;
  /** Does the documentation promise that no question fails while one PDP of two is away? */
  readonly promisesAnswers: boolean;
  /** The client, or clients, for `cerbos`. */
  readonly clients: (
    one: Replica,
    other: Replica,
    haproxyUrl: string,
  ) => CerbosClient | readonly CerbosClient[];
  readonly needsHaproxy?: true;
}

/** What docs/production/failover.md shows for a list over gRPC. */
const reconnecting = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 200,
};

/** What docs/production/failover.md shows for gRPC that balances by itself. */
const balanced = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 500,
  'grpc.keepalive_time_ms': 1000,
  'grpc.keepalive_timeout_ms': 500,
};

/** The client of one PDP over gRPC that connects again soon after a restart. */
export const reconnectingClient = ({ grpcTarget }: Replica) =>
  new GRPC(grpcTarget, { tls: false, channelOptions: reconnecting });

/** The setups of docs/production/failover.md, with the same options. */
export const setups: readonly Setup[] = [
  {
    name: 'a list over HTTP',
    promisesAnswers: true,
    clients: (one, other) => [one, other].map(({ httpUrl }) => new HTTP(httpUrl)),
  },
  {
    name: 'a list over gRPC',
    promisesAnswers: true,
    clients: (one, other) => [one, other].map(reconnectingClient),
  },
  {
    name: 'gRPC with round_robin',
    promisesAnswers: true,
    clients: (one, other) =>
      new GRPC(`ipv4:${one.grpcTarget},${other.grpcTarget}`, {
        tls: false,
        channelOptions: balanced,
      }),
  },
  {
    name: 'HTTP behind haproxy',
    promisesAnswers: true,
    needsHaproxy: true,
    clients: (_, __, haproxyUrl) => new HTTP(haproxyUrl),
  },
  {
    name: 'one PDP over HTTP',
    promisesAnswers: false,
    clients: (one) => new HTTP(one.httpUrl),
  },
  {
    name: 'one PDP over gRPC',
    promisesAnswers: false,
    clients: (one) => new GRPC(one.grpcTarget, { tls: false }),
  },
];

/** Makes the clients of a setup. */
export function connect(
  { name, clients }: Setup,
  one: Replica,
  other: Replica,
  haproxyUrl = '',
): Subject & AsyncDisposable {
  const cerbos = clients(one, other, haproxyUrl);
  return {
    name,
    cerbos,
    [Symbol.asyncDispose]() {
      for (const client of [cerbos].flat()) if (client instanceof GRPC) client.close();
      return Promise.resolve();
    },
  };
}
