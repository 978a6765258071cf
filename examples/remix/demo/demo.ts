// Nothing in this folder is part of the app: it runs the app as it is, with a stand-in for Clerk
// and a real PDP in the environment.
import { demonstrate } from '../../demo/demonstrate';
import { demoApp } from './demoApp';
import { pageRequests } from './pageRequests';

await demonstrate({
  ...demoApp,
  requests: pageRequests,
  afterwards: ({ origin }) => [
    `Open ${origin} and sign in as anybody there.`,
    'Where a password is asked for, it is “correct horse”.',
  ],
});
