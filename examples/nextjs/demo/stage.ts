import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Cleanup } from '../../demo/cleanup';
import { setStage, type Stage } from '../../demo/stage';
import { copyDatabase, seededDatabase } from './seededDatabase';

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/** Builds and serves this example, with a PDP and a stand-in for Clerk. */
export function setNextStage(cleanup: Cleanup): Promise<Stage> {
  // It takes as long as the build, so both run at the same time.
  const database = seededDatabase(cleanup);
  database.catch(() => undefined);
  const app = {
    folder: fileURLToPath(new URL('..', import.meta.url)),
    build: [next, 'build'],
    buildFolder: '.next',
    serve: [next, 'start', '-H', 'localhost'],
    probe: '/api/documents',
    audit: true,
    settings: { CERBOS_INSPECT: '1' },
    freshSettings: async () => ({ DATABASE_DIR: await copyDatabase(await database, cleanup) }),
  };
  return setStage(app, cleanup);
}
