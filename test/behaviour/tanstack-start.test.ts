import { startTanStack } from './apps/startTanStack';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';
import { testServerFns } from './serverFns';

const behaviour = testBehaviour(startTanStack);
testEveryAdapter(behaviour, {
  missingMiddleware: 'Write src/start.ts',
  hangUpLog: /^\[(?:Error: aborted|DOMException \[AbortError\]: This operation was aborted)\].*$/gm,
});
testServerFns(behaviour);
