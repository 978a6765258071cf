import ts from 'typescript';
import { testPackage } from './testPrograms';

testPackage(ts);
