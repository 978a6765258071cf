import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createClerkCerbos, type McpContext } from '../../../../src/adapters/mcp';
import { asUser, postModern, startPdp } from './world';

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

  it.each([
    ['public', 'private'],
    ['private', 'private'],
  ])('has an answer of their own, if a method of the app says %s', async (cacheScope, sent) => {
    const { guard } = createClerkCerbos(pdp.app);
    const handler = createMcpHandler(() => {
      const server = guard(new McpServer({ name: 'app', version: '1' }));
      server.server.setRequestHandler('app/report', { params: z.object({}) }, () => ({
        ...{ ttlMs: 60_000, cacheScope },
      }));
      return server;
    });
    const { text } = await postModern(handler, 'app/report', {}, asUser());
    expect(text).toContain(`"cacheScope":"${sent}"`);
    await handler.close();
  });
});
