import { fileURLToPath } from 'node:url';
import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import { startCerbos } from 'clerk-cerbos/testing';
import { adminAuth } from './adminAuth';
import { measureComponents } from './components';
import { measureDemoPattern } from './demoPattern';
import { measureImports, measureSizes } from './entries';
import type { Figure } from './Figure';
import { measureLists } from './lists/measureLists';
import { measureMemory } from './memory';
import { measureOneCheck } from './oneCheck';
import { measurePage } from './page';
import { measurePrincipal } from './principal';
import {
  measureRequests,
  type RequestCost,
  type RequestsOptions,
} from './requests/measureRequests';
import type { Stage } from './Stage';

/** How thoroughly. */
export interface Thoroughness {
  /** How many times each way has its turn; some figures take more or fewer. */
  readonly rounds: number;
  /** How many times more or less in a row than usual. */
  readonly times: number;
  readonly authorizers: number;
  /** Of a guarded request: which frameworks, with how many callers, how often and how long. */
  readonly requests: Omit<RequestsOptions, 'pdp' | 'progress'>;
}

/** What was measured. */
export interface Measured {
  readonly figures: readonly Figure[];
  readonly requests: readonly RequestCost[];
}

/** Told what is being measured, and how far it is. */
export type Progress = (what: string, round?: number, rounds?: number) => void;

/** Measures everything, against a real PDP on this machine. */
export async function measureAll(
  { rounds, times, authorizers, requests }: Thoroughness,
  progress: Progress,
): Promise<Measured> {
  progress('starting a PDP');
  const pdp = await startCerbos({
    policies: fileURLToPath(new URL('../setup/policies', import.meta.url)),
  });
  const http = new HTTP(pdp.httpUrl);
  const grpc = new GRPC(pdp.grpcTarget, { tls: false });
  let what = '';
  const stage: Stage = {
    auth: adminAuth,
    clients: { '@cerbos/http': http, '@cerbos/grpc': grpc },
    rounds: (usual, share = 1) => ({
      rounds: Math.max(1, Math.round(rounds * share)),
      times: Math.max(1, Math.round(usual * times)),
      onRound: (round, of) => {
        progress(what, round, of);
      },
    }),
  };
  const measurements: [string, () => Promise<Figure[]>][] = [
    ['50 checks of a page', () => measurePage(stage)],
    ['one check', () => measureOneCheck(stage)],
    ['200 components', () => measureComponents(stage)],
    ["the official demos' pattern", () => measureDemoPattern(stage)],
    ['a page of a list', () => measureLists(stage)],
    ['toPrincipal', () => measurePrincipal(stage)],
    ['memory', () => measureMemory(authorizers)],
    ['sizes', measureSizes],
    ['imports', () => measureImports(Math.min(rounds, 10))],
  ];
  try {
    const figures: Figure[] = [];
    for (const [name, measure] of measurements) {
      what = name;
      progress(what);
      figures.push(...(await measure()));
    }
    const guarded = await measureRequests({ ...requests, pdp, progress });
    return { figures: [...figures, ...guarded.figures], requests: guarded.costs };
  } finally {
    grpc.close();
    await pdp.stop();
  }
}
