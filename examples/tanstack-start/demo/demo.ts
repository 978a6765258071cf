// This folder is not part of the app. It runs the unchanged app with a stand-in for Clerk and a real
// PDP.
import { demonstrate } from '../../demo/demonstrate';
import { signInLines } from '../../demo/signInLines';
import { demoApp } from './demoApp';
import { requests } from './requests';

await demonstrate({ ...demoApp, requests, afterwards: signInLines });
