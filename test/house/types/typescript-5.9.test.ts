import type ts from 'typescript';
import ts59 from 'typescript-5.9';
import { testPackage, testSources, testStrictAlone } from './testPrograms';

// The two declare the same API, but as types that know nothing of each other.
const api = ts59 as unknown as typeof ts;
testSources(api);
testPackage(api);
testStrictAlone(api);
