import ts from 'typescript';
import { testPrograms, testReactRouter8 } from './testPrograms';

testPrograms(ts);
testReactRouter8(ts);
