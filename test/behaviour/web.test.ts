import { startServer } from './apps/startServer';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';

const behaviour = testBehaviour((env) => startServer('web', env));
testEveryAdapter(behaviour, { missingMiddleware: null });
