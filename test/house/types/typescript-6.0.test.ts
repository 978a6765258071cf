import ts from 'typescript';
import { testPrograms, testReactRouter8, testStrictAlone } from './testPrograms';

testPrograms(ts);
testStrictAlone(ts);
testReactRouter8(ts);
