import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClerkAuth, createClerkCerbos, isClerkCerbosError, isUnavailable } from '../../../src';
import { startCerbos } from '../../../src/testing';
import { member } from '../../rooms/ask/auths';
import { startTimeoutMs } from '../../setup/pdp';
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
      await using pdp = await startCerbos({ policies, startTimeoutMs });
      const before = held();
      const client = transport.connect(transport.targetOf(pdp));
      const { isAllowed } = createClerkCerbos({ cerbos: client, timeoutMs: TIMEOUT_MS });
      const wrong: unknown[] = [];
      const untyped: unknown[] = [];
      const overdue: number[] = [];
      const madeUp: number[] = [];
      const codes = new Map<string, number>();
      let [asked, lastRight, askedOfNobody] = [0, 0, 0];
      let isOver = false;
      // Odd while there is no PDP.
      let changes = 0;

      const askOnce = async () => {
        const index = asked++;
        const { auth, person, document, action } = questionOf(index);
        const resource = { kind: 'document', id: `doc_${index}`, attr: document };
        const changesBefore = changes;
        const answer = isAllowed(auth, { resource, action });
        let isSettled = false;
        let reference: NodeJS.Timeout | undefined;
        // A timer of the same length that was set after that of the question runs after it, however
        // late all of them are; whatever still waits then does so without a deadline.
        process.nextTick(() => {
          if (isSettled) return;
          reference = setTimeout(() => {
            setImmediate(() => isSettled || overdue.push(index));
          }, TIMEOUT_MS);
        });
        let outcome = 'right answer';
        try {
          const allowed = await answer;
          if (allowed === mayDo(person, action, document)) lastRight = performance.now();
          else wrong.push({ person, action, document, allowed });
        } catch (error) {
          outcome = isClerkCerbosError(error) ? error.code : 'untyped';
          if (!isUnavailable(error)) untyped.push(error);
        }
        isSettled = true;
        clearTimeout(reference);
        codes.set(outcome, (codes.get(outcome) ?? 0) + 1);
        if (changesBefore === changes && changes % 2 === 1) {
          askedOfNobody += 1;
          if (outcome === 'right answer') madeUp.push(index);
        }
      };
      const asker = async () => {
        while (!isOver) {
          await askOnce();
          // A client that is refused at once would be asked in an endless row.
          await sleep(1);
        }
      };

      const askers = Array.from({ length: ASKERS }, asker);
      const recoveries: number[] = [];
      const untilRight = (since: number) =>
        vi.waitUntil(() => lastRight > since, { timeout: 60_000, interval: 5 });
      await untilRight(0);
      for (let death = 0; death < DEATHS; death += 1) {
        await pdp.kill('SIGKILL');
        changes += 1;
        const askedBefore = askedOfNobody;
        await vi.waitUntil(() => askedOfNobody > askedBefore + ASKERS, { timeout: 60_000 });
        await sleep(2 * TIMEOUT_MS);
        changes += 1;
        await pdp.restart();
        const back = performance.now();
        await untilRight(back);
        recoveries.push(Math.round(lastRight - back));
      }
      // At last it hangs, as long as whoever asked it by then waits.
      const lateOnes = () => codes.get('deadline_exceeded') ?? 0;
      const lateBefore = lateOnes();
      await pdp.kill('SIGSTOP');
      await vi.waitUntil(() => lateOnes() > lateBefore, { timeout: 60_000 });
      await pdp.kill('SIGCONT');
      isOver = true;
      await Promise.all(askers);

      console.log(
        [
          `@cerbos/${transport.name}: ${asked} questions; ${[...codes].map(([code, count]) => `${code} ${count}`).join(', ')}`,
          `  first right answer ${recoveries.join(', ')} ms after the PDP was back`,
        ].join('\n'),
      );
      expect(wrong).toEqual([]);
      expect(untyped).toEqual([]);
      expect(codes.get('right answer')).toBeGreaterThan(0);
      expect(madeUp).toEqual([]);
      expect(overdue).toEqual([]);

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
