// This file is not part of the app. It runs the app as `npm start` does, with a stand-in for Clerk
// and a real PDP.
import './generateClient';
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
