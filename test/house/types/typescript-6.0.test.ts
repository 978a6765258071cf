import ts from 'typescript';
import { testReactRouter8, testSources, testStrictAlone } from './testPrograms';

testSources(ts);
testStrictAlone(ts);
testReactRouter8(ts);
