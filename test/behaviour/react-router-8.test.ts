import { testReactRouter } from './reactRouterBehaviour';

testReactRouter('react-router-8', '8.4.0');
