// npm run soak [-- --minutes 30 --per-second 50]: a small heap, a steady load over HTTP, gRPC and a
// list of both, and a restart of the PDP in the middle. Nothing may grow, and no answer may be wrong.
// Exit code: 0 if every promise was kept, 1 if not, also if the app ran out of memory, 2 if it could
// not be measured.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startCerbos, startClerkSandbox } from '../../src/testing';
import { build } from 'esbuild';
import { createProgress, paint } from '../bench/progress';
import { policies, startTimeoutMs } from '../setup/pdp';
import { root } from '../setup/publishedPackage';
import { people, soakRequest } from './callers';
import type { Sample, ServerMessage } from './Sample';
import { createSend } from './send';
import { type Outcome, verdict } from './verdict';

const AWAY_MS = 1_000;
/** After the PDP is back, requests that had waited for it may still fail. */
const GRACE_MS = 3_000;
const HEAP_MB = 64;
const CONNECTIONS = 16;
/** A short run on a busy machine takes longer, until there is something to compare. */
const MIN_SAMPLES = 8;

/** The worst that can be found. */
class AppEnded extends Error {}

interface Server {
  readonly url: string;
  sample: () => Promise<Sample>;
  stop: () => void;
}

async function startServer(env: Readonly<Record<string, string>>): Promise<Server> {
  // Built as for production: the hooks of tsx would have a part in each import, and hold memory.
  const program = join(root, 'node_modules/.cache/clerk-cerbos-soak/server.mjs');
  await build({
    entryPoints: [join(root, 'test/soak/server.ts')],
    outfile: program,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const child = fork(program, [], {
    execArgv: [`--max-old-space-size=${HEAP_MB}`, '--expose-gc'],
    env: { ...process.env, ...env, NODE_ENV: 'production' },
  });
  const message = await nextMessage(child);
  if (!('port' in message)) throw new Error('The app says its port first.');
  return {
    url: `http://127.0.0.1:${message.port}`,
    async sample() {
      const next = nextMessage(child);
      child.send('sample');
      const answer = await next;
      if (!('sample' in answer)) throw new Error('The app was asked for a sample.');
      return answer.sample;
    },
    stop: () => child.kill(),
  };
}

async function nextMessage(child: ChildProcess): Promise<ServerMessage> {
  const heard = new AbortController();
  const { signal } = heard;
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new AppEnded(`The app ended with ${String(code)}: out of memory, or it failed.`);
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), ended]);
    // Only server.ts sends.
    return message as ServerMessage;
  } finally {
    heard.abort();
  }
}

async function soak(minutes: number, perSecond: number): Promise<number> {
  const progress = createProgress();
  progress('starting a PDP, the sandbox and the app');
  await using pdp = await startCerbos({ policies, startTimeoutMs });
  await using clerk = await startClerkSandbox({
    allowProduction: true,
    organizations: ['org_acme', 'org_globex'].map((id) => ({ id, name: id, slug: id })),
    users: people.map(({ userId, orgId, orgRole }) => ({
      id: userId,
      firstName: userId,
      lastName: 'Soak',
      email: `${userId}@example.com`,
      ...(orgId !== '' && { memberships: { [orgId]: { role: orgRole } } }),
    })),
  });
  const server = await startServer({
    ...clerk.env,
    CERBOS_HTTP: pdp.httpUrl,
    CERBOS_GRPC: pdp.grpcTarget,
  });
  const send = createSend(server.url, CONNECTIONS);
  const durationMs = minutes * 60_000;
  const everyMs = Math.min(10_000, durationMs / 20);
  const started = performance.now();
  const samples: Sample[] = [];
  const outcome = { requests: 0, wrong: 0, failed: 0, failedWhileAway: 0 };
  const open = new Set<Promise<void>>();
  let away: { readonly from: number; to: number } | undefined;

  const ask = async (index: number) => {
    const at = performance.now();
    const asked = soakRequest(clerk, index);
    const { path, expected, expectedBody, isCut } = asked;
    const { status, body } = await send(asked);
    // It hung up by itself.
    if (isCut && status === 0) return;
    const isRight = status === expected && (expectedBody === undefined || body === expectedBody);
    if (isRight) return;
    // 503 and a dropped connection are failures; any other answer is a wrong one.
    if (status !== 0 && status !== 503) {
      outcome.wrong += 1;
      progress(`wrong: ${path} ${status} instead of ${expected}: ${body.slice(0, 200)}`);
    } else if (away !== undefined && performance.now() > away.from && at < away.to + GRACE_MS) {
      outcome.failedWhileAway += 1;
    } else {
      outcome.failed += 1;
      progress(`failed: ${path} ${status}: ${body.slice(0, 200)}`);
    }
  };

  const timer = setInterval(() => {
    const due = ((performance.now() - started) * perSecond) / 1000;
    while (outcome.requests < due) {
      const request = ask(outcome.requests).finally(() => open.delete(request));
      open.add(request);
      outcome.requests += 1;
    }
  }, 10);

  const restart = async () => {
    const pause = { from: performance.now(), to: Infinity };
    away = pause;
    progress('the PDP is killed');
    await pdp.kill('SIGKILL');
    await sleep(AWAY_MS);
    await pdp.restart();
    pause.to = performance.now();
    progress(`the PDP is back after ${Math.round(pause.to - pause.from)} ms`);
  };

  try {
    let restarting: Promise<void> | undefined;
    while (performance.now() - started < durationMs || samples.length < MIN_SAMPLES) {
      await sleep(everyMs);
      const sample = await server.sample();
      const cpuMs = sample.cpuMs - (samples.at(-1)?.cpuMs ?? 0);
      samples.push(sample);
      const seconds = Math.round((performance.now() - started) / 1000);
      progress(
        `${seconds} s: ${lineOf(sample)}, CPU ${Math.round((cpuMs / everyMs) * 100)} %, ${outcome.requests} requests`,
      );
      if (performance.now() - started > durationMs / 2) restarting ??= restart();
    }
    await restarting;
  } finally {
    clearInterval(timer);
    await Promise.all(open);
    send.end();
    server.stop();
  }
  return report(samples, outcome);
}

function lineOf({ heapMb, rssMb, sockets, timers, descriptors, listeners }: Sample): string {
  return `heap ${heapMb.toFixed(1)} MB, RSS ${rssMb.toFixed(0)} MB, ${sockets} sockets, ${descriptors} descriptors, ${timers} timers, ${listeners} listeners`;
}

function report(samples: readonly Sample[], outcome: Outcome): number {
  const findings = verdict(samples, outcome);
  console.log('');
  for (const { text, isKept } of findings)
    console.log(paint(`${isKept ? '✓' : '✗'} ${text}`, isKept));
  const isKept = findings.every((finding) => finding.isKept);
  console.log(`\n${paint(isKept ? 'Every promise was kept.' : 'A promise was broken.', isKept)}`);
  return isKept ? 0 : 1;
}

try {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '30' },
      'per-second': { type: 'string', default: '50' },
    },
  });
  const [minutes, perSecond] = [Number(values.minutes), Number(values['per-second'])];
  if (!(minutes > 0) || !(perSecond > 0)) {
    throw new Error('--minutes and --per-second must be numbers above 0.');
  }
  process.exitCode = await soak(minutes, perSecond);
} catch (error) {
  console.error(error);
  process.exitCode = error instanceof AppEnded ? 1 : 2;
}
