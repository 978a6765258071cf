// This folder is not part of the app. It runs the unchanged app with a stand-in for Clerk and a real
// PDP.
import { demonstrate } from '../../demo/demonstrate';
import { pageRequests } from '../../demo/pageRequests';
import { signInLines } from '../../demo/signInLines';
import { demoApp } from './demoApp';

await demonstrate({ ...demoApp, requests: pageRequests, afterwards: signInLines });
