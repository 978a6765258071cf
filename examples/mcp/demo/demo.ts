// The files in this folder are not part of the app. They run the app as `npm start` does, with a
// stand-in for Clerk and a real PDP. Then agents connect to it with the real clients of the SDK.
import { runDemo } from '../../demo/runDemo';

await runDemo(async (cleanup, once) => {
  // It imports the library, so the library must be built first.
  const { perform } = await import('./perform');
  return perform(cleanup, once);
});
