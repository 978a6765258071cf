import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { type LogLine, readLogLine } from '../../../../src/cli/dev/readLogLine';
import { explain } from '../../../../src/cli/explain/explain';
import type { Question } from '../../../../src/cli/explain/Explanation';
import { traceOffline } from '../../../../src/cli/explain/traceOffline';
import { readPolicies } from '../../../../src/cli/policies/readPolicies';
import { cerbosBinary } from '../../../../src/testing/cerbos/cerbosBinary';
import { pdpConfiguration } from '../../../../src/testing/cerbos/pdpConfiguration';
import { reservePort } from '../../../../src/testing/cerbos/portReservation';
import { root } from '../../../setup/publishedPackage';

type LoggedStep = Extract<LogLine, { type: 'trace' }>;

const folder = join(root, 'examples/nextjs/policies');
const question: Question = {
  principal: {
    id: 'user_cleo',
    roles: ['user', 'org:member'],
    attr: { orgId: 'org_acme', orgRole: 'org:member', actorId: '', firstFactorAge: 0 },
  },
  resource: {
    kind: 'document',
    id: 'roadmap',
    attr: {
      orgId: 'org_acme',
      ownerId: 'user_ben',
      sharedWithUsers: [],
      sharedWithOrganizations: [],
    },
  },
  action: 'edit',
};

it.each([
  ['0.51', root],
  ['0.55', join(root, 'test/pdp-0.55')],
])('a trace of a running PDP %s is explained as one without a server', async (_, from) => {
  const binary = cerbosBinary(from);
  const { httpUrl, steps } = await startTracingPdp(binary);
  await expect.poll(() => isHealthy(httpUrl), { timeout: 30_000 }).toBe(true);

  const response = await fetch(`${httpUrl}/api/check/resources`, {
    method: 'POST',
    body: JSON.stringify({
      requestId: 'asked-again',
      principal: question.principal,
      resources: [{ resource: question.resource, actions: [question.action] }],
    }),
  });
  const answer: unknown = await response.json();
  expect(answer).toMatchObject({ results: [{ actions: { edit: 'EFFECT_DENY' } }] });

  // The engine writes the effect last.
  await expect
    .poll(() => steps.at(-1)?.entry.event.effect, { timeout: 30_000 })
    .toBe('EFFECT_DENY');
  const [first] = steps;
  expect(answer).toHaveProperty('cerbosCallId', first?.callId);

  const policies = await readPolicies(folder);
  const live = explain(policies, question, {
    effect: 'EFFECT_DENY',
    trace: steps.map(({ entry }) => entry),
    schemaErrors: [],
  });
  const offline = await traceOffline(binary, folder, question, { ignoreSchemas: true });
  expect(live.summary).toBe('not owner: P.id = "user_cleo", R.attr.ownerId = "user_ben"');
  expect(live).toEqual(explain(policies, question, offline));
});

it.each([
  ['text', 'Trace event "cerbos.tracer" {'],
  ['a line of another logger', '{"log.logger":"cerbos.http","message":"\\"cerbos.tracer\\""}'],
  ['half a line', '{"log.logger":"cerbos.tracer","trace":{"compo'],
])('is no step: %s', (_, line) => {
  expect(readLogLine(line)).toBeUndefined();
});

async function startTracingPdp(binary: string): Promise<{ httpUrl: string; steps: LoggedStep[] }> {
  const files = await mkdtemp(join(tmpdir(), 'clerk-cerbos-trace-'));
  const [http, grpc] = await Promise.all([reservePort(), reservePort()]);
  const configFile = join(files, 'config.json');
  const addresses = { httpPort: http.port, grpcPort: grpc.port, auditLogPath: undefined };
  await writeFile(configFile, pdpConfiguration({ policies: folder }, addresses));
  const child = spawn(binary, ['server', `--config=${configFile}`, '--log-level=debug'], {
    env: { ...process.env, CERBOS_DEBUG_ENGINE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill();
    await closed;
    for (const port of [http, grpc]) port.release();
    await rm(files, { recursive: true });
  });
  const steps: LoggedStep[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const step = readLogLine(line);
    if (step?.type === 'trace') steps.push(step);
  });
  return { httpUrl: `http://127.0.0.1:${String(http.port)}`, steps };
}

async function isHealthy(httpUrl: string): Promise<boolean> {
  const response = await fetch(`${httpUrl}/_cerbos/health`).catch(() => undefined);
  return response?.ok ?? false;
}
