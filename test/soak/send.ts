import { Agent, request } from 'node:http';
import type { SoakRequest } from './callers';

/** What came back. The status is 0 if there was no whole answer; `body` then says why. */
interface Answer {
  readonly status: number;
  readonly body: string;
}

/** How long a client waits that hangs up before the answer. */
const CUT_MS = 3;

/**
 * Makes a client that uses a fixed number of connections, as a proxy does. `fetch` opens one more
 * whenever all are busy, so on a slow machine the number of sockets says nothing about a leak.
 */
export function createSend(
  origin: string,
  connections: number,
): ((asked: SoakRequest) => Promise<Answer>) & { readonly end: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const send = ({ path, init: { method, headers, body }, isCut }: SoakRequest) =>
    new Promise<Answer>((resolve) => {
      const fail = (error: Error & { readonly code?: string }) => {
        resolve({ status: 0, body: error.code ?? error.message });
      };
      const signal = isCut ? AbortSignal.timeout(CUT_MS) : undefined;
      const sent = request(origin + path, { agent, method, headers, signal }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.once('end', () => {
          resolve({ status: response.statusCode ?? 0, body: text });
        });
        response.once('error', fail);
      });
      sent.once('error', fail);
      sent.end(body);
    });
  return Object.assign(send, {
    end: () => {
      agent.destroy();
    },
  });
}
