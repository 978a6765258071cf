import { connect, createServer, type Socket } from 'node:net';

/** What a proxy does to a connection. */
export type WireFault =
  | { readonly does: 'nothing' }
  /** Passes every answer on later. */
  | { readonly does: 'delay'; readonly ms: number }
  /** Passes on the beginning of an answer, and resets the connection. */
  | { readonly does: 'cut' }
  /** Says something that is not an answer. */
  | { readonly does: 'say'; readonly text: string };

/** A proxy that knows nothing of what it carries: HTTP or gRPC. */
export interface TcpProxy {
  /** `127.0.0.1:<port>` */
  readonly target: string;
  stop: () => Promise<void>;
}

// Clients say this much before they ask anything.
const GREETING_BYTES = 400;

/** Stands between a client and the PDP, and breaks the wire. */
export async function startTcpProxy(upstream: string, fault: WireFault): Promise<TcpProxy> {
  const [host, port] = upstream.split(':');
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const pdp = connect(Number(port), host);
    for (const socket of [client, pdp]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    client.on('end', () => pdp.end()).on('close', () => pdp.destroy());
    pdp.on('close', () => client.destroy());
    let asked = 0;
    client.on('data', (chunk) => {
      asked += chunk.length;
      if (fault.does === 'say') client.end(fault.text);
      else pdp.write(chunk);
    });
    pdp.on('data', (chunk) => {
      if (fault.does === 'delay') setTimeout(() => client.write(chunk), fault.ms);
      else if (fault.does === 'cut' && asked > GREETING_BYTES) {
        client.write(chunk.subarray(0, 20), () => client.resetAndDestroy());
      } else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It listens nowhere.');
  return {
    target: `127.0.0.1:${address.port}`,
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
