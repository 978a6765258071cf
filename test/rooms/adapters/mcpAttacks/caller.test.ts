import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClerkCerbos, type McpContext } from '../../../../src/adapters/mcp';
import { asUser, startPdp } from './world';

let pdp: Awaited<ReturnType<typeof startPdp>>;
beforeAll(async () => {
  pdp = await startPdp();
});
afterAll(() => pdp.stop());

describe('the caller', () => {
  it.each([
    ['1.x', (authInfo: object | undefined) => ({ authInfo, requestInfo: {} })],
    ['2.x', (authInfo: object | undefined) => ({ mcpReq: {}, http: { authInfo } })],
  ])('is read again from a context of %s that is used again', async (_, contextOf) => {
    const { authorizer } = createClerkCerbos(pdp.app);
    const idOf = async (context: McpContext) => (await authorizer(context)).principal.id;
    const context = {};
    const { signal } = new AbortController();
    for (const shared of [{}, { signal, mcpReq: { signal } }]) {
      for (const [userId, id] of [
        ['user_a', 'user_a'],
        ['user_b', 'user_b'],
        [undefined, 'anonymous'],
      ] as const) {
        const authInfo = userId === undefined ? undefined : asUser(userId);
        Object.assign(context, contextOf(authInfo), shared);
        expect(await idOf(context)).toBe(id);
      }
    }
  });
});
