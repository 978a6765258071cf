import { testExpress } from './expressBehaviour';

testExpress('express-4');
