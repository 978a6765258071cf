import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Cleanup } from '../../demo/cleanup';
import { setStage, type Stage } from '../../demo/stage';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Builds and serves this example, on a stage with a PDP and a stand-in for Clerk. */
export function setNextStage(cleanup: Cleanup): Promise<Stage> {
  const app = {
    folder: fileURLToPath(new URL('..', import.meta.url)),
    build: [next, 'build'],
    serve: [next, 'start', '-H', 'localhost'],
    probe: '/api/documents',
    audit: true,
    settings: { CERBOS_INSPECT: '1' },
  };
  return setStage(app, cleanup);
}
