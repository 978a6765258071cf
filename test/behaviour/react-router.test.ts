import { testReactRouter } from './reactRouterBehaviour';

testReactRouter('react-router', '7.18.4');
