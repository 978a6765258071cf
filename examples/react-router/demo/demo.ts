// Nothing in this folder is part of the app: it runs the app as it is, with a stand-in for Clerk
// and a real PDP in the environment.
import { demonstrate } from '../../demo/demonstrate';
import { pageRequests } from '../../demo/pageRequests';
import { signInLines } from '../../demo/signInLines';
import { demoApp } from './demoApp';

await demonstrate({ ...demoApp, requests: pageRequests, afterwards: signInLines });
