import { setTimeout as sleep } from 'node:timers/promises';
import { HTTP } from '@cerbos/http';
import { describe, expect, it } from 'vitest';
import {
  type CerbosClient,
  type ClerkAuth,
  createClerkCerbos,
  isClerkCerbosError,
} from '../../../src';
import { member, signedOut } from '../../rooms/ask/auths';
import { patient, usePdp } from '../../setup/pdp';
import { type Refusal, startRefusingProxy } from './startRefusingProxy';

const INNOCENTS = 50;
const GOAL = 0.95;
const pdp = usePdp();

const publicDocument = (id: string) => ({
  resource: { kind: 'document', id, attr: { ownerId: 'owner', orgId: '', public: true } },
  action: 'read',
});
const user = (userId: string): ClerkAuth => ({ ...member, userId, sessionId: `sess_${userId}` });
const mallory = user('user_mallory');

type Ask = (auth: ClerkAuth, id: string) => Promise<string>;

/** Asks if a caller may read what everybody may, and says what came of it. */
const askerOf = (cerbos: CerbosClient, options: object = patient): Ask => {
  const { isAllowed } = createClerkCerbos({ cerbos, ...options });
  return (auth, id) =>
    isAllowed(auth, publicDocument(id)).then(
      (allowed) => (allowed ? 'answered' : 'WRONG'),
      (error: unknown) => (isClerkCerbosError(error) ? error.code : `UNTYPED ${String(error)}`),
    );
};

/** The share of them that were answered; each says what else came of others. */
function rateOf(name: string, outcomes: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  console.log(`${name}: ${[...counts].map(([code, count]) => `${count} ${code}`).join(', ')}`);
  expect(outcomes.filter((outcome) => /WRONG|UNTYPED/.test(outcome))).toEqual([]);
  return (counts.get('answered') ?? 0) / outcomes.length;
}

interface Attack {
  readonly attackers: readonly ClerkAuth[];
  readonly innocent: (index: number) => ClerkAuth;
  /** Questions that were answered before it begins. */
  readonly warm?: number;
  /** What they can do all the time; else, on a slow machine, it might look like an outage. */
  readonly floods?: readonly Refusal[];
}

const attacks: readonly (readonly [name: string, Attack])[] = [
  ['one user', { attackers: [mallory], innocent: (index) => user(`user_${index}`) }],
  ['one user, beside one other', { attackers: [mallory], innocent: () => user('user_1') }],
  ['somebody who is signed out', { attackers: [signedOut], innocent: () => member }],
  [
    'somebody who is signed out, among others',
    { attackers: [signedOut], innocent: () => signedOut, floods: [403, 413] },
  ],
  [
    'four users',
    {
      attackers: ['a', 'b', 'c', 'd'].map((name) => user(`user_mallory_${name}`)),
      innocent: (index) => user(`user_${index}`),
      warm: 5,
      floods: [],
    },
  ],
];
const refusals: readonly Refusal[] = [403, 413, 'reset'];
// Between two answers fewer fail than open a breaker where nothing else is answered, and together more.
const ODD = 8;
/** The wait before a retry lets others be answered in between. */
const hurried = { ...patient, retry: false };

describe.each(attacks)(
  'while a proxy refuses what %s asks',
  (attack, { attackers, innocent, warm = 0, floods = refusals }) => {
    it.each(refusals)('others are answered: with %s, one after the other', async (refusal) => {
      const proxy = await startRefusingProxy(pdp().httpUrl, refusal);
      const ask = askerOf(new HTTP(proxy.url), hurried);
      for (let index = 0; index < warm; index += 1) await ask(innocent(index), 'first');
      const outcomes: string[] = [];
      for (let index = 0; index < INNOCENTS; index += 1) {
        // More than open a breaker; what is refused by ours does not get there.
        for (const attacker of attackers) {
          for (let odd = 0; odd < ODD / attackers.length; odd += 1) {
            await ask(attacker, `odd ${index} ${odd}`);
          }
        }
        outcomes.push(await ask(innocent(index), String(index)));
      }
      expect(proxy.refused).toBeGreaterThan(0);
      expect(rateOf(`${attack}, ${refusal}, in turn`, outcomes)).toBeGreaterThanOrEqual(GOAL);
      await proxy.stop();
    });

    it.each(floods)('others are answered: with %s, all at the same time', async (refusal) => {
      const proxy = await startRefusingProxy(pdp().httpUrl, refusal);
      const ask = askerOf(new HTTP(proxy.url));
      for (let index = 0; index < warm; index += 1) await ask(innocent(index), 'first');
      let isOver = false;
      const flood = attackers.map(async (attacker) => {
        for (let odd = 0; !isOver; odd += 1) {
          await ask(attacker, `odd ${odd}`);
          await sleep(1);
        }
      });
      const outcomes: string[] = [];
      for (let burst = 0; burst < INNOCENTS / 10; burst += 1) {
        const asked = Array.from({ length: 10 }, (_, index) => burst * 10 + index);
        outcomes.push(
          ...(await Promise.all(asked.map((index) => ask(innocent(index), `${index}`)))),
        );
        await sleep(100);
      }
      isOver = true;
      await Promise.all(flood);
      expect(proxy.refused).toBeGreaterThan(0);
      expect(rateOf(`${attack}, ${refusal}, in bursts`, outcomes)).toBeGreaterThanOrEqual(GOAL);
      await proxy.stop();
    });
  },
);

describe('behind a proxy that says that there is no PDP', () => {
  it.each<[string, (index: number) => ClerkAuth]>([
    ['one caller', () => member],
    ['many callers', (index) => user(`user_${index}`)],
  ])('the breaker opens for %s', async (_, caller) => {
    const proxy = await startRefusingProxy(pdp().httpUrl, 403);
    const ask = askerOf(new HTTP(proxy.url));
    expect(await ask(member, '1')).toBe('answered');
    proxy.loseUpstream();
    const outcomes = new Set<string>();
    for (let index = 0; !outcomes.has('breaker_open'); index += 1) {
      outcomes.add(await ask(caller(index), '1'));
      await sleep(20);
    }
    expect([...outcomes]).toEqual(['pdp_unreachable', 'breaker_open']);
    await proxy.stop();
  });
});

describe('a client that two share', () => {
  const LATE_MS = 90;

  it('answers whoever waits long enough, however many of the impatient give up', async () => {
    const proxy = await startRefusingProxy(pdp().httpUrl, 403, LATE_MS);
    const cerbos = new HTTP(proxy.url);
    const hasty = askerOf(cerbos, { timeoutMs: LATE_MS / 3 });
    const ask = askerOf(cerbos);
    const outcomes: string[] = [];
    const given = new Set<string>();
    for (let index = 0; index < INNOCENTS; index += 1) {
      const many = Array.from({ length: 6 }, (_, one) => hasty(user(`hasty_${one}`), `${index}`));
      for (const outcome of await Promise.all(many)) given.add(outcome);
      outcomes.push(await ask(user(`user_${index % 5}`), `${index}`));
    }
    expect([...given].sort()).toEqual(['breaker_open', 'deadline_exceeded']);
    expect(rateOf('a bridge with a short timeoutMs', outcomes)).toBeGreaterThanOrEqual(GOAL);
    await proxy.stop();
  });
});
