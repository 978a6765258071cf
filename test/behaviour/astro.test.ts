import { describe, expect, it } from 'vitest';
import { buildAstro, startAstro } from './apps/startAstro';
import { testAstroActions } from './astroActions';
import { testAstroPages } from './astroPages';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';

const behaviour = testBehaviour(startAstro);
testEveryAdapter(behaviour, {
  missingMiddleware: 'sequence(clerkMiddleware(), cerbosMiddleware())',
});
testAstroPages(behaviour);
testAstroActions(behaviour);

describe('a machine token', () => {
  it('is nobody in the rest of a request that accepts it at one place', async () => {
    const { text } = await behaviour.send({ caller: 'machine', does: 'GET /api/tokens/1' });
    expect(JSON.parse(text)).toEqual({ accepted: 'm2m_token:mt_1', otherwise: 'anonymous' });
  });
});

describe('a prerendered page', () => {
  it('refuses each way to ask, and says what to write', async () => {
    const { text } = await behaviour.send({ caller: 'owner', does: 'GET /prerendered' });
    const said = [...text.matchAll(/<li>(\w+): (.*?)<\/li>/g)].map(([, name, thrown]) => [
      name,
      thrown?.includes('export const prerender = false'),
    ]);
    expect(said).toEqual([
      ['verb', true],
      ['locals', true],
      ['guard', true],
      ['endpoint', true],
      ['checkEndpoint', true],
    ]);
  });

  it('that asks is not built', async () => {
    const build = buildAstro({ ...behaviour.clerk().env, PRERENDERED: '1' });
    await expect(build).rejects.toThrow('Write export const prerender = false');
  });
});
