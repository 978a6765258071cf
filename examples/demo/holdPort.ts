import { once } from 'node:events';
import { createServer } from 'node:net';

/** A free port that no other program can get until it is released. */
export interface HeldPort {
  readonly port: number;
  readonly release: () => Promise<void>;
}

export async function holdPort(host: string): Promise<HeldPort> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  let released: Promise<unknown> | undefined;
  return {
    port: address.port,
    async release() {
      released ??= once(server.close(), 'close');
      await released;
    },
  };
}
