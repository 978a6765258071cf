import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Check, pass, skip } from '../Check';
import { pdpCheck } from './pdpCheck';

/** Whether other machines can reach the port of a PDP on this machine. It does not connect. */
export const interfaces: Check = pdpCheck('pdp.interfaces', async (pdp, signal) => {
  if (!pdp.isLocal) return skip('The PDP runs on another machine.');
  const addresses = await listeningAddresses(pdp.port, signal);
  if (addresses.length === 0) {
    return skip("Which program listens on the port can't be seen here. It may be a container.");
  }
  if (addresses.every(isLoopback)) return pass('Only this machine can reach the PDP.');
  return {
    status: 'warn',
    message: 'The PDP listens on all interfaces. Other machines of the network can ask it.',
    remedy: "Set server.httpListenAddr: '127.0.0.1:3592' and grpcListenAddr: '127.0.0.1:3593'.",
  };
});

const isLoopback = (address: string) => /^(?:127\.|\[?::1\]?$|\[?::ffff:127\.)/i.test(address);

async function listeningAddresses(port: number, signal: AbortSignal): Promise<string[]> {
  if (process.platform === 'linux') {
    const tables = await Promise.all(
      ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
    );
    return tables.flatMap((table) => fromProc(table, port));
  }
  if (process.platform !== 'darwin') return [];
  const command = ['-nP', `-iTCP:${String(port)}`, '-sTCP:LISTEN', '-Fn'];
  const { stdout } = await promisify(execFile)('lsof', command, { signal }).catch(() => ({
    stdout: '',
  }));
  return fromLsof(stdout);
}

const LISTEN = '0A';

/**
 * The addresses that listen on a port, of a table of the Linux kernel: each line has
 * `0100007F:0E08 00000000:0000 0A`, in groups of four bytes in the order of the machine.
 */
export function fromProc(table: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [address = '', localPort] = local.split(':');
    return localPort === wanted && state === LISTEN ? [toAddress(address)] : [];
  });
}

function toAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((group) =>
    (group.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const last = bytes.slice(-4).join('.');
  if (bytes.length === 4) return last;
  if (bytes.slice(0, 15).every((byte) => byte === 0)) return bytes.at(-1) === 1 ? '::1' : '::';
  return bytes.slice(0, 10).every((byte) => byte === 0) ? `::ffff:${last}` : '::other';
}

/** The addresses that `lsof -Fn` prints: `n127.0.0.1:3592`, `n*:3592`. */
export function fromLsof(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.startsWith('n'))
    .map((line) => line.slice(1, line.lastIndexOf(':')));
}
