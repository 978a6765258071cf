import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CerbosClient, createClerkCerbos, isClerkCerbosError } from '../../../src';
import { type CerbosServer, startCerbos } from '../../../src/testing';
import { member } from '../../rooms/ask/auths';
import { type Fault, garble, startFaultyPdp } from '../../behaviour/faultyPdp';
import { startTimeoutMs } from '../../setup/pdp';
import { type Transport, transports } from './clients';
import { mayDo } from './oracle';
import { startTcpProxy, type WireFault } from './startTcpProxy';

/** Asks through a client, within a deadline, and says what came of it. */
type Ask = (cerbos: CerbosClient, options?: AskOptions) => Promise<string>;

interface AskOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

interface Case {
  readonly fault: string;
  readonly expected: string | Readonly<Record<Transport['name'], string>>;
  /** Brings the fault about, asks, and undoes it. */
  run: (pdp: CerbosServer, transport: Transport, ask: Ask) => Promise<string>;
}

const person = { userId: 'user_1', orgId: 'org_acme', orgRole: 'org:member' };
// Whoever takes the answer to one for the answer to the other allows what is denied.
const documents = [
  { ownerId: 'user_1', orgId: 'org_acme', public: false },
  { ownerId: 'user_2', orgId: 'org_globex', public: false },
];
const actions = ['view', 'edit'];
// Far less than the fault lasts.
const SHORT = 300;

const ask: Ask = async (cerbos, { timeoutMs = 15_000, signal } = {}) => {
  const { checkResources } = createClerkCerbos({ cerbos, timeoutMs });
  try {
    const decisions = await checkResources(
      member,
      {
        resources: documents.map((attr, index) => ({
          resource: { kind: 'document', id: String(index), attr },
          actions,
        })),
      },
      signal === undefined ? {} : { signal },
    );
    const isRight = decisions.every((decision, index) =>
      [...actions, 'delete', '*'].every((action) => {
        const document = documents[index];
        const may = document !== undefined && mayDo(person, action, document);
        return decision.isAllowed(action) === may;
      }),
    );
    return isRight ? 'right answer' : 'WRONG ANSWER';
  } catch (error) {
    if (isClerkCerbosError(error)) return error.code;
    return error instanceof Error && error.message === 'the visitor left'
      ? "the caller's own reason"
      : `UNTYPED ${String(error)}`;
  }
};

/** With the PDP paused, or gone, and back afterwards. */
const signalled =
  (signal: 'SIGKILL' | 'SIGSTOP', options?: () => AskOptions): Case['run'] =>
  async (pdp, { connect, targetOf }, asking) => {
    const client = connect(targetOf(pdp));
    await pdp.kill(signal);
    await untilSilent(pdp);
    const outcome = await asking(client, options?.());
    await (signal === 'SIGSTOP' ? pdp.kill('SIGCONT') : pdp.restart());
    client.close();
    return outcome;
  };

/** A process that is paused finishes what its threads are at. */
async function untilSilent({ httpUrl }: CerbosServer): Promise<void> {
  const answers = () => fetch(`${httpUrl}/_cerbos/health`, { signal: AbortSignal.timeout(SHORT) });
  await vi.waitUntil(
    () =>
      answers().then(
        () => false,
        () => true,
      ),
    { timeout: 30_000 },
  );
}

const wire =
  (fault: WireFault, options?: AskOptions): Case['run'] =>
  async (pdp, { connect, targetOf }, asking) => {
    const proxy = await startTcpProxy(targetOf(pdp), fault);
    const client = connect(proxy.target);
    const outcome = await asking(client, options);
    client.close();
    await proxy.stop();
    return outcome;
  };

/** On the wire of HTTP; of gRPC, whose wire is not text, in what its client makes of it. */
const garbled =
  (fault: Fault, options?: AskOptions): Case['run'] =>
  async (pdp, { name, connect, targetOf }, asking) => {
    if (name === 'http') {
      const faulty = await startFaultyPdp(pdp.httpUrl);
      faulty.fault = fault;
      const outcome = await asking(connect(new URL(faulty.url).host), options);
      await faulty.stop();
      return outcome;
    }
    const client = connect(targetOf(pdp));
    const change = garble[fault] as ((answer: object) => never) | undefined;
    const outcome =
      change === undefined
        ? '–'
        : await asking(
            {
              checkResources: async (...args) => change(await client.checkResources(...args)),
              planResources: () => Promise.reject(new Error('Nobody asks for plans here.')),
            },
            options,
          );
    client.close();
    return outcome;
  };

const html = 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<h1>Welcome</h1>';
const onlyHttp = (http: string) => ({ http, grpc: '–' });

const cases: readonly Case[] = [
  { fault: 'none', expected: 'right answer', run: wire({ does: 'nothing' }) },
  { fault: 'PDP killed', expected: 'pdp_unreachable', run: signalled('SIGKILL') },
  {
    fault: 'PDP killed and restarted',
    expected: 'right answer',
    run: async (pdp, { connect, targetOf }, asking) => {
      const client = connect(targetOf(pdp));
      await asking(client);
      await pdp.kill('SIGKILL');
      await asking(client);
      await pdp.restart();
      // gRPC waits a while before it connects again, and by then the breaker may be open, which
      // has its own rest. Both say that there is no answer; what is neither is final.
      const waiting = ['pdp_unreachable', 'breaker_open'];
      const outcome = await vi.waitUntil(
        async () => {
          const said = await asking(client);
          return waiting.includes(said) ? undefined : said;
        },
        { timeout: 60_000, interval: 50 },
      );
      client.close();
      return outcome;
    },
  },
  {
    fault: 'PDP paused',
    expected: 'deadline_exceeded',
    run: signalled('SIGSTOP', () => ({ timeoutMs: SHORT })),
  },
  {
    fault: 'caller aborts while the PDP is paused',
    expected: "the caller's own reason",
    run: signalled('SIGSTOP', () => {
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort(new Error('the visitor left'));
      }, SHORT);
      return { signal: controller.signal };
    }),
  },
  {
    fault: 'answer later than the deadline',
    expected: 'deadline_exceeded',
    run: wire({ does: 'delay', ms: 3 * SHORT }, { timeoutMs: SHORT }),
  },
  {
    fault: 'answer late, but in time',
    expected: 'right answer',
    run: wire({ does: 'delay', ms: 50 }),
  },
  {
    fault: 'reset in the middle of the answer',
    expected: 'pdp_unreachable',
    run: wire({ does: 'cut' }),
  },
  {
    fault: 'HTML on the wire',
    expected: 'pdp_unreachable',
    run: wire({ does: 'say', text: html }),
  },
  {
    fault: 'nonsense on the wire',
    expected: 'pdp_unreachable',
    run: wire({ does: 'say', text: '\0' }),
  },
  {
    fault: 'a name that nobody has',
    expected: 'pdp_unreachable',
    run: async (_, { connect }, asking) => {
      const client = connect('pdp.invalid:3592');
      const outcome = await asking(client);
      client.close();
      return outcome;
    },
  },
  {
    fault: 'clock a day ahead, then a day back',
    expected: 'right answer',
    run: async (pdp, { connect, targetOf }, asking) => {
      const client = connect(targetOf(pdp));
      const day = 24 * 60 * 60 * 1000;
      const outcomes: string[] = [];
      for (const skew of [day, -day]) {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skew });
        outcomes.push(await asking(client));
        vi.useRealTimers();
      }
      client.close();
      return [...new Set(outcomes)].join(', then ');
    },
  },
  {
    fault: 'reset before the answer',
    expected: onlyHttp('pdp_unreachable'),
    run: garbled('reset'),
  },
  { fault: 'error 500', expected: onlyHttp('pdp_unreachable'), run: garbled('error 500') },
  { fault: 'HTML with status 200', expected: onlyHttp('pdp_unreachable'), run: garbled('html') },
  { fault: 'empty body', expected: onlyHttp('pdp_unreachable'), run: garbled('empty') },
  { fault: 'truncated JSON', expected: onlyHttp('pdp_unreachable'), run: garbled('truncated') },
  { fault: 'empty object', expected: 'invalid_answer', run: garbled('empty object') },
  { fault: 'answer to another request', expected: 'invalid_answer', run: garbled('other request') },
  { fault: 'too few results', expected: 'invalid_answer', run: garbled('too few results') },
  { fault: 'no results', expected: 'invalid_answer', run: garbled('no results') },
  {
    fault: 'results in another order',
    expected: 'invalid_answer',
    run: garbled('swapped results'),
  },
  { fault: 'results about other ids', expected: 'invalid_answer', run: garbled('wrong order') },
  { fault: 'no effects', expected: 'invalid_answer', run: garbled('no effects') },
  { fault: 'unknown effects', expected: 'invalid_answer', run: garbled('unknown effect') },
  {
    fault: 'effects of other actions only',
    expected: 'invalid_answer',
    run: garbled('missing action'),
  },
  {
    fault: 'effects also of actions not asked for',
    expected: 'right answer',
    run: garbled('effects not asked for'),
  },
];

const outcomes = new Map<string, string>();
const keyOf = (fault: string, name: string) => `${fault} ${name}`;

describe.each(transports)(
  'no fault makes an allow, and each is told apart, through $name:',
  (transport) => {
    let pdp: CerbosServer;
    beforeAll(async () => {
      pdp = await startCerbos({
        policies: fileURLToPath(new URL('../../setup/policies', import.meta.url)),
        startTimeoutMs,
      });
    });
    afterAll(() => pdp.stop());

    it.each(cases)('$fault', async ({ fault, expected, run }) => {
      const outcome = await run(pdp, transport, ask);
      outcomes.set(keyOf(fault, transport.name), outcome);
      expect(outcome).toBe(typeof expected === 'string' ? expected : expected[transport.name]);
    });
  },
);

afterAll(() => {
  const line = (...cells: string[]) =>
    cells
      .map((cell, index) => cell.padEnd(index === 0 ? 42 : 26))
      .join('')
      .trimEnd();
  const rows = cases.map(({ fault }) =>
    line(fault, ...transports.map(({ name }) => outcomes.get(keyOf(fault, name)) ?? 'not run')),
  );
  console.log(
    ['', line('Fault', ...transports.map(({ name }) => `@cerbos/${name}`)), ...rows, ''].join('\n'),
  );
});
