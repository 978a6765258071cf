import { testNext } from './nextBehaviour';

testNext({ app: 'nextjs-15', version: '15.5.29', authInterrupts: 'off' });
