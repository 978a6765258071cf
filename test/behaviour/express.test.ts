import { testExpress } from './expressBehaviour';

testExpress('express');
