// This folder is not part of the app. It runs the unchanged app with a stand-in for Clerk and a real
// PDP. Astro 7 needs Node.js 22.12 or newer.
import { demonstrate } from '../../demo/demonstrate';
import { signInLines } from '../../demo/signInLines';
import { demoApp } from './demoApp';
import { astroRequests } from './astroRequests';

await demonstrate({ ...demoApp, requests: astroRequests, afterwards: signInLines });
