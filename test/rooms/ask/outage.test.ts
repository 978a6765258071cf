import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos } from '../../../src';
import { patient, usePdp } from '../../setup/pdp';
import { member } from './auths';

const pdp = usePdp();
const mine = {
  resource: {
    kind: 'document',
    id: '1',
    attr: { ownerId: 'user_1', orgId: 'org_acme', public: false },
  },
  action: 'edit',
};

const transports: [string, () => CerbosClient & { close?: () => void }][] = [
  ['@cerbos/http', () => new HTTP(pdp().httpUrl)],
  ['@cerbos/grpc', () => new GRPC(pdp().grpcTarget, { tls: false })],
];

describe.each(transports)('a PDP that is reached through %s', (_, connect) => {
  const setUp = (options: object = {}) => {
    const client = connect();
    const { isAllowed } = createClerkCerbos({ cerbos: client, ...patient, ...options });
    const ask = () =>
      isAllowed(member, mine).catch(
        (error: unknown) => Reflect.get(Object(error), 'code') as unknown,
      );
    /** Asks until it is answered so. */
    const until = async (expected: unknown, times = 200) => {
      const answers: unknown[] = [];
      do answers.push(await ask());
      while (answers.at(-1) !== expected && answers.length < times);
      return answers;
    };
    return { ask, until, close: () => client.close?.() };
  };

  it('and dies is not asked any more, and asked again when it is back', async () => {
    const { ask, until, close } = setUp();
    expect(await ask()).toBe(true);
    await pdp().kill('SIGKILL');
    const down = await until('breaker_open');
    expect(new Set(down)).toEqual(new Set(['pdp_unreachable', 'breaker_open']));
    await pdp().restart();
    const none = ['pdp_unreachable', 'breaker_open', 'deadline_exceeded'];
    const answer = await vi.waitUntil(
      async () => {
        const said = await ask();
        return none.includes(String(said)) ? undefined : { said };
      },
      { timeout: 60_000 },
    );
    // Nothing but an allow of the PDP itself is one.
    expect(answer).toEqual({ said: true });
    close();
  });

  it('and hangs is too late for all who ask, and then not asked any more', async () => {
    const { ask, until, close } = setUp({ timeoutMs: 300 });
    await ask();
    await pdp().kill('SIGSTOP');
    try {
      // The threads of a busy process stop a moment later.
      await vi.waitUntil(async () => (await ask()) !== true, { timeout: 60_000 });
      const late = await Promise.all(Array.from({ length: 20 }, ask));
      expect(new Set(late)).toEqual(new Set(['deadline_exceeded']));
      // After each rest it finds out if the PDP is back, and is late once more.
      const others = await until('breaker_open', 10);
      expect(others.at(-1)).toBe('breaker_open');
      expect(others.slice(0, -1).every((other) => other === 'deadline_exceeded')).toBe(true);
    } finally {
      await pdp().kill('SIGCONT');
    }
    close();
  });
});

it('a PDP that was restarted in between is asked once more over the connection that it broke', async () => {
  const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(pdp().httpUrl), ...patient });
  expect(await isAllowed(member, mine)).toBe(true);
  await pdp().restart();
  expect(await isAllowed(member, mine)).toBe(true);
});
