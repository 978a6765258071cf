import { join } from 'node:path';
import { build } from 'esbuild';
import { startClerkSandbox } from 'clerk-cerbos/testing';
import { buildApp, type ServedApp, serveApp } from '../../behaviour/apps/serveApp';
import { root } from '../../setup/publishedPackage';
import { median } from '../comparePaired';
import type { Figure } from '../Figure';
import type { Progress } from '../measureAll';
import { load } from './load';

/** How long, how often, and where the PDP is. */
export interface RequestsOptions {
  readonly pdp: { readonly httpUrl: string; readonly grpcTarget: string };
  readonly frameworks: readonly BenchFramework[];
  readonly rounds: number;
  /** Milliseconds that one way is asked in one round. */
  readonly ms: number;
  readonly callers: readonly number[];
  readonly progress: Progress;
}

/** What one way costs with so many callers: medians of the rounds. */
export interface RequestCost {
  readonly framework: string;
  readonly callers: number;
  readonly way: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Microseconds of the app's CPU for each request. */
  readonly cpuUs: number;
}

/** The frameworks whose guarded requests are measured. */
export const benchFrameworks = ['Express', 'Fastify', 'Next.js'] as const;

type BenchFramework = (typeof benchFrameworks)[number];

const ways = ['unguarded', 'hand/http', 'ours/http', 'hand/grpc', 'ours/grpc'] as const;

/** A route, unguarded, guarded by hand and by us, in each framework with each number of callers. */
export async function measureRequests(
  options: RequestsOptions,
): Promise<{ figures: Figure[]; costs: RequestCost[] }> {
  await using clerk = await startClerkSandbox({
    allowProduction: true,
    organizations: [{ id: 'org_acme', name: 'Acme', slug: 'acme' }],
    users: [
      {
        id: 'user_ada',
        firstName: 'Ada',
        lastName: 'Bench',
        email: 'ada@example.com',
        memberships: { org_acme: { role: 'org:member' } },
      },
    ],
    tokenLifetimeSeconds: 3600,
  });
  const { httpUrl, grpcTarget } = options.pdp;
  const env = {
    ...clerk.env,
    NODE_ENV: 'production',
    CERBOS_HTTP: httpUrl,
    CERBOS_GRPC: grpcTarget,
  };
  const token = clerk.sessionToken({ userId: 'user_ada', orgId: 'org_acme' });
  const figures: Figure[] = [];
  const costs: RequestCost[] = [];
  for (const framework of options.frameworks) {
    options.progress(`requests of ${framework}: building and starting the app`);
    const app = await start(framework, env);
    try {
      for (const callers of options.callers) {
        const found = await measureWays(app, { ...options, framework, callers, token });
        costs.push(...found.costs);
        figures.push(...found.figures);
      }
    } finally {
      await app.stop();
    }
  }
  return { figures, costs };
}

async function start(
  framework: BenchFramework,
  env: Readonly<Record<string, string>>,
): Promise<ServedApp> {
  if (framework === 'Next.js') {
    const cwd = join(root, 'test/bench/requests/nextjs');
    const next = join(root, 'node_modules/next/dist/bin/next');
    await buildApp([next, 'build'], { cwd, env });
    return serveApp([next, 'start', '-H', 'localhost'], { cwd, env });
  }
  const name = framework.toLowerCase();
  const outfile = join(root, `node_modules/.cache/clerk-cerbos-bench/${name}.mjs`);
  await build({
    entryPoints: [join(root, `test/bench/requests/${name}.ts`)],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return serveApp([outfile], { cwd: root, env });
}

interface Cell extends Omit<RequestsOptions, 'callers'> {
  readonly framework: string;
  readonly callers: number;
  readonly token: string;
}

interface Sample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
}

async function measureWays(
  { origin }: ServedApp,
  cell: Cell,
): Promise<{ figures: Figure[]; costs: RequestCost[] }> {
  const { framework, callers, rounds, progress } = cell;
  const samples = new Map<string, Sample[]>(ways.map((way) => [way, []]));
  for (let round = -1; round < rounds; round += 1) {
    progress(`requests of ${framework}, callers: ${callers}`, Math.max(round + 1, 1), rounds);
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const sample = await measureWay(origin, way, cell);
      // The first round warms up.
      if (round >= 0) samples.get(way)?.push(sample);
    }
  }
  const of = (way: string, what: keyof Sample) =>
    (samples.get(way) ?? []).map((sample) => sample[what]);
  const costs = ways.map((way) => ({
    framework,
    callers,
    way,
    perSecond: median(of(way, 'perSecond')),
    p50Ms: median(of(way, 'p50Ms')),
    p99Ms: median(of(way, 'p99Ms')),
    cpuUs: median(of(way, 'cpuUs')),
  }));
  const figures = (['http', 'grpc'] as const).flatMap((client): Figure[] => {
    const pairs = (what: keyof Sample, combine: (ours: number, hand: number) => number) => {
      const hand = of(`hand/${client}`, what);
      return median(
        of(`ours/${client}`, what).map((ours, round) => combine(ours, hand[round] ?? NaN)),
      );
    };
    const name = `a guarded request of ${framework}, callers: ${callers}`;
    return [
      {
        name: `${name}: requests per second, ours by hand-made`,
        of: `@cerbos/${client}`,
        value: pairs('perSecond', (ours, hand) => ours / hand),
        unit: '×',
        target: { atLeast: 0.98 },
      },
      {
        name: `${name}: CPU time that we add`,
        of: `@cerbos/${client}`,
        value: pairs('cpuUs', (ours, hand) => ours - hand),
        unit: 'µs',
      },
    ];
  });
  return { figures, costs };
}

async function measureWay(
  origin: string,
  way: string,
  { callers, ms, token }: Cell,
): Promise<Sample> {
  const before = await cpuOf(origin);
  const { perSecond, tookMs } = await load(`${origin}/${way}/doc_1`, { callers, ms, token });
  const cpuUs = ((await cpuOf(origin)) - before) / tookMs.length;
  const at = (share: number) => tookMs[Math.floor((tookMs.length - 1) * share)] ?? NaN;
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99), cpuUs };
}

/** Microseconds that the app's process has used so far. */
async function cpuOf(origin: string): Promise<number> {
  // It is what process.cpuUsage() returns.
  const { user, system } = (await (await fetch(`${origin}/cpu`)).json()) as NodeJS.CpuUsage;
  return user + system;
}
