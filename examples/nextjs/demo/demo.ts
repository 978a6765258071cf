import { runDemo } from '../../demo/runDemo';
import { seededDatabase } from './seededDatabase';

await runDemo(async (cleanup, once) => {
  // Not before the library is built, since it imports the library.
  const { perform } = await import('./perform');
  return perform(cleanup, once);
}, seededDatabase);
