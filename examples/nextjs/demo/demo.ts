import { runDemo } from '../../demo/runDemo';
import { seededDatabase } from './seededDatabase';

await runDemo(async (cleanup, once) => {
  // It imports the library, so the library must be built first.
  const { perform } = await import('./perform');
  return perform(cleanup, once);
}, seededDatabase);
