// Nothing in here is part of the app: it runs the app as it is, as `npm start` would, with a
// stand-in for Clerk and a real PDP in the environment.
import { curlLines } from '../demo/curlLines';
import { demonstrate } from '../demo/demonstrate';
import { documentRequests } from '../demo/documentRequests';

await demonstrate({
  folder: import.meta.dirname,
  serve: ['--import', 'tsx', 'server.ts'],
  probe: '/documents',
  requests: documentRequests,
  afterwards: curlLines,
});
