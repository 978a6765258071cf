import { createServer } from 'node:http';

/** What a proxy does with a question that it does not like. */
export type Refusal = 403 | 413 | 'reset';

/** A proxy before the PDP that lets questions through, but for those that look odd to it. */
export interface RefusingProxy {
  readonly url: string;
  /** Questions that it refused, and those that it let through. */
  readonly refused: number;
  readonly passed: number;
  /** From now on it says that there is no PDP, whatever it is asked. */
  loseUpstream: () => void;
  stop: () => Promise<void>;
}

/** As the page of a firewall or of a load balancer: nothing that a client of the PDP can read. */
const page = (status: number) => `<html><title>${status}</title><h1>${status}</h1></html>`;

/**
 * Stands between a client and the PDP, as a firewall does: what has `odd` in it never gets to the PDP.
 *
 * @param upstream - the address of the PDP.
 * @param delayMs - how much later each answer of the PDP is.
 */
export async function startRefusingProxy(
  upstream: string,
  refusal: Refusal,
  delayMs = 0,
): Promise<RefusingProxy> {
  const counts = { refused: 0, passed: 0 };
  let isLost = false;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    const refuse = (status: number) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end(page(status));
    };
    const answer = async () => {
      const body = Buffer.concat(chunks).toString();
      if (isLost) {
        refuse(503);
      } else if (body.includes('odd')) {
        counts.refused += 1;
        if (refusal === 'reset') response.socket?.resetAndDestroy();
        else refuse(refusal);
      } else {
        counts.passed += 1;
        const said = await fetch(upstream + (request.url ?? ''), { method: 'POST', body });
        const text = await said.text();
        setTimeout(() => {
          response.writeHead(said.status, { 'content-type': 'application/json' }).end(text);
        }, delayMs);
      }
    };
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answer().catch(() => {
        refuse(502);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It listens nowhere.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get refused() {
      return counts.refused;
    },
    get passed() {
      return counts.passed;
    },
    loseUpstream() {
      isLost = true;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
