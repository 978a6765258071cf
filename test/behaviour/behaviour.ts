import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type CerbosServer,
  type ClerkSandbox,
  startCerbos,
  startClerkSandbox,
} from '../../src/testing';
import type { ServedApp } from './apps/serveApp';
import { startTimeoutMs } from '../setup/pdp';
import { type Case, cases, type Difference } from './cases';
import { type FaultyPdp, startFaultyPdp } from './faultyPdp';
import { callers, directory } from './people';

/** What a suite of one adapter works with. */
export interface Behaviour {
  clerk(): ClerkSandbox;
  pdp(): FaultyPdp;
  app(): ServedApp;
  send(sent: Sent): Promise<Answer>;
}

interface Sent {
  readonly caller: Case['caller'];
  readonly does: Case['does'];
  /** How the token travels. */
  readonly by?: 'header' | 'cookie';
  /** Other headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

const policies = fileURLToPath(new URL('../setup/policies', import.meta.url));

/** Runs the table of cases against a real app of an adapter: real tokens, SDK, PDP and HTTP. */
export function testBehaviour(
  start: (env: Readonly<Record<string, string>>) => Promise<ServedApp>,
  differences: readonly Difference[] = [],
): Behaviour {
  let running: { cerbos: CerbosServer; clerk: ClerkSandbox; pdp: FaultyPdp; app: ServedApp };
  beforeAll(async () => {
    const cerbos = await startCerbos({ policies, startTimeoutMs });
    const clerk = await startClerkSandbox(directory);
    const pdp = await startFaultyPdp(cerbos.httpUrl);
    const app = await start({ ...clerk.env, CERBOS_HTTP: pdp.url });
    running = { cerbos, clerk, pdp, app };
  });
  afterAll(async () => {
    await running.app.stop();
    await running.pdp.stop();
    await running.clerk.close();
    await running.cerbos.stop();
  });

  async function send({ caller, does, by = 'header', headers }: Sent): Promise<Answer> {
    const [method = '', path = ''] = does.split(' ');
    const token = callers[caller](running.clerk);
    const response = await fetch(`${running.app.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(token === undefined ? {} : credentials(token, by)), ...headers },
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  describe.each(['header', 'cookie'] as const)('with the token in a %s', (by) => {
    // Not it.each: it would cut the names, by which the matrix at the end tells the cases apart.
    for (const expected of cases) {
      const difference = differences.find(({ of, by: way }) => of === expected.name && way === by);
      if (difference !== undefined) {
        testDifference(expected, difference);
        continue;
      }
      it(`${expected.name} → ${expected.status}`, async () => {
        running.pdp.fault = expected.fault ?? 'none';
        const before = running.pdp.asked;
        const { caller, does } = expected;
        const answer = await send({ caller, does, by });
        expectAnswer(answer, expected);
        if (expected.asks !== undefined) expect(running.pdp.asked > before).toBe(expected.asks);
      });
    }
  });

  function testDifference(expected: Case, { by, status, since }: Difference): void {
    it(`${expected.name} → ${status} in a ${by}, since ${since}`, async () => {
      running.pdp.fault = 'none';
      const before = running.pdp.asked;
      const { caller, does } = expected;
      const answer = await send({ caller, does, by });
      expect([answer.status, answer.text]).toEqual([status, 'Unexpected Server Error']);
      expect(running.pdp.asked).toBe(before);
    });
  }

  return { clerk: () => running.clerk, pdp: () => running.pdp, app: () => running.app, send };
}

/** In development, Clerk takes a session cookie only together with these two. */
export function credentials(token: string, by: 'header' | 'cookie'): Record<string, string> {
  return by === 'header'
    ? { authorization: `Bearer ${token}` }
    : { cookie: `__session=${token}; __client_uat=1; __clerk_db_jwt=x` };
}

/**
 * Asks until there is an answer. Many callers at the same moment may be more than a busy machine
 * answers within the deadline of an app, which then tells them so; and they ask again.
 */
export async function untilAnswered<Said>(
  ask: () => Promise<Said>,
  isAnswer: (said: Said) => boolean,
): Promise<Said> {
  const { said } = await vi.waitUntil(
    async () => {
      const said = await ask();
      return isAnswer(said) && { said };
    },
    { timeout: 60_000 },
  );
  return said;
}

function expectAnswer(answer: Answer, { status, body, headers = {}, guarded }: Case): void {
  expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  if (body !== undefined) {
    const { cerbosCallId, ...said } = JSON.parse(answer.text) as Record<string, unknown>; // all bodies are objects
    expect(said).toEqual(body);
    expect(typeof cerbosCallId).toBe(
      'code' in said && said.code === 'denied' ? 'string' : 'undefined',
    );
  }
  const privacy = guarded === false ? null : 'private, no-store';
  expect(answer.headers.get('cache-control')).toBe(headers['cache-control'] ?? privacy);
  for (const [name, value] of Object.entries(headers)) expect(answer.headers.get(name)).toBe(value);
  if (status >= 400 && status !== 418) {
    const type = answer.text.includes('clerk_error')
      ? 'application/json'
      : 'application/problem+json';
    // Express, which serves React Router and Remix, adds the charset of its own accord.
    expect([type, `${type}; charset=utf-8`]).toContain(answer.headers.get('content-type'));
  }
}
