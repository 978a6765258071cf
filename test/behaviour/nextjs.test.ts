import { testNext } from './nextBehaviour';

testNext({ app: 'nextjs', version: '16.4.6', authInterrupts: 'on' });
