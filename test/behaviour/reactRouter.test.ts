import { describe, expect, it } from 'vitest';
import { startReactRouter } from '../apps/startReactRouter';
import { testBehaviour } from './behaviour';
import { testDataFunctions } from './dataFunctions';
import { testEveryAdapter } from './everyAdapter';

const behaviour = testBehaviour(startReactRouter);
testEveryAdapter(behaviour, { missingMiddleware: 'Export middleware = [clerkMiddleware()]' });
testDataFunctions(behaviour);

describe('a machine token', () => {
  it('is nobody in the rest of a request that accepts it at one place', async () => {
    const { text } = await behaviour.send({ caller: 'machine', does: 'GET /api/tokens/1' });
    expect(JSON.parse(text)).toEqual({ accepted: 'm2m_token:mt_1', otherwise: 'anonymous' });
  });
});
