import { setTimeout as sleep } from 'node:timers/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClerkAuth, createClerkCerbos, isClerkCerbosError, isUnavailable } from '../../../src';
import { startCerbos } from '../../../src/testing';
import { member } from '../../rooms/ask/auths';
import { transports } from './clients';
import { mayDo } from './oracle';

const policies = fileURLToPath(new URL('../../setup/policies', import.meta.url));
const TIMEOUT_MS = 500;
const ASKERS = 24;
const DEATHS = 3;

const actions = ['read', 'view', 'edit', 'unheard-of'];
const numberOf = (index: number, of: readonly string[]) => of[index % of.length] ?? '';

/** Question after question, all of them different, most of them denied. */
function questionOf(index: number) {
  const person = {
    userId: numberOf(index, ['user_1', 'user_2', 'user_3']),
    orgId: numberOf(index, ['org_acme', '', 'org_globex', 'org_acme', 'org_globex']),
    orgRole: numberOf(index, ['org:member', 'org:admin']),
  };
  const document = {
    ownerId: numberOf(Math.floor(index / 3), ['user_1', 'user_2', '']),
    orgId: numberOf(Math.floor(index / 2), ['org_acme', 'org_globex', '', 'org_acme']),
    public: index % 5 === 0,
  };
  const auth: ClerkAuth = { ...member, ...person, orgId: person.orgId || null };
  const action = numberOf(Math.floor(index / 7), actions);
  return { auth, person, document, action };
}

/** What this process holds on to: sockets and timers, by their kind. */
function held(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/Timeout|Immediate|TCP|TLS|GetAddrInfo/.test(name)) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);
beforeEach(() => process.on('unhandledRejection', note));
afterEach(() => process.off('unhandledRejection', note));

describe.each(transports)(
  'under load, while the PDP dies three times, through $name',
  (transport) => {
    it('nothing is allowed that is not, every failure is typed and in time, and nothing is left over', async () => {
      await using pdp = await startCerbos({ policies });
      const before = held();
      const client = transport.connect(transport.targetOf(pdp));
      const { isAllowed } = createClerkCerbos({ cerbos: client, timeoutMs: TIMEOUT_MS });
      const wrong: unknown[] = [];
      const untyped: unknown[] = [];
      const codes = new Map<string, number>();
      let [asked, latest, lastRight] = [0, 0, 0];
      let isOver = false;

      const askOnce = async () => {
        const index = asked++;
        const { auth, person, document, action } = questionOf(index);
        const resource = { kind: 'document', id: `doc_${index}`, attr: document };
        // A timer of the same length says how late any timer is just now.
        let due = Infinity;
        const reference = setTimeout(() => (due = performance.now()), TIMEOUT_MS);
        let outcome = 'right answer';
        try {
          const allowed = await isAllowed(auth, { resource, action });
          if (allowed === mayDo(person, action, document)) lastRight = performance.now();
          else wrong.push({ person, action, document, allowed });
        } catch (error) {
          outcome = isClerkCerbosError(error) ? error.code : 'untyped';
          if (!isUnavailable(error)) untyped.push(error);
        }
        latest = Math.max(latest, performance.now() - due);
        clearTimeout(reference);
        codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
      };
      const asker = async () => {
        while (!isOver) {
          await askOnce();
          // A client that is refused at once would be asked in an endless row.
          await sleep(1);
        }
      };

      const delays = monitorEventLoopDelay({ resolution: 1 });
      delays.enable();
      const askers = Array.from({ length: ASKERS }, asker);
      const recoveries: number[] = [];
      const untilRight = (since: number) =>
        vi.waitUntil(() => lastRight > since, { timeout: 60_000, interval: 5 });
      await untilRight(0);
      for (let death = 0; death < DEATHS; death += 1) {
        await pdp.kill('SIGKILL');
        const died = performance.now();
        await vi.waitUntil(() => [...codes.keys()].some((code) => code !== 'right answer'));
        await sleep(2 * TIMEOUT_MS);
        expect(lastRight).toBeLessThan(died + TIMEOUT_MS);
        await pdp.restart();
        const back = performance.now();
        await untilRight(back);
        recoveries.push(Math.round(lastRight - back));
      }
      isOver = true;
      await Promise.all(askers);
      delays.disable();

      console.log(
        [
          `@cerbos/${transport.name}: ${asked} questions; ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`,
          `  first right answer ${recoveries.join(', ')} ms after the PDP was back`,
          `  latest ${latest === -Infinity ? 'none' : latest.toFixed(1)} ms past the deadline; the event loop was up to ${(delays.max / 1e6).toFixed(1)} ms late`,
        ].join('\n'),
      );
      expect(wrong).toEqual([]);
      expect(untyped).toEqual([]);
      expect(codes.get('right answer')).toBeGreaterThan(0);
      // What is due runs when the loop comes to it, and then all that was due before it.
      expect(latest).toBeLessThanOrEqual(delays.max / 1e6);

      client.close();
      await pdp.stop();
      await vi.waitUntil(() => isNoMore(held(), before), { timeout: 20_000, interval: 100 });
      expect(unhandled).toEqual([]);
    });
  },
);

function isNoMore(now: Record<string, number>, before: Record<string, number>): boolean {
  return Object.entries(now).every(([name, count]) => count <= (before[name] ?? 0));
}
