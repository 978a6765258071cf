import { afterEach, describe, expect, it } from 'vitest';
import type { Behaviour } from './behaviour';

/** What holds for the tokens of machines in every adapter whose SDK verifies them. */
export function testMachines({ clerk, pdp, send }: Behaviour): void {
  afterEach(() => {
    clerk().setBackendApi('up');
  });

  describe('where the rule accepts them, a token of a machine', () => {
    it.each([
      ['machine', 'm2m_token:mt_1', 'm2m_token'],
      ['machine, opaque', 'm2m_token:mt_2', 'm2m_token'],
      ['api key of the owner', 'api_key:ak_1', 'api_key'],
      ['api key of Acme', 'api_key:ak_2', 'api_key'],
      ['oauth client', 'oauth_token:oat_1', 'oauth_token'],
      ['oauth client, JWT', 'oauth_token:oat_2', 'oauth_token'],
      ['member', 'user_member', 'user,org:member'],
      ['signed out', 'anonymous', 'anonymous'],
      ['machine, calling another one', 'anonymous', 'anonymous'],
      ['machine, revoked', 'anonymous', 'anonymous'],
      ['api key, revoked', 'anonymous', 'anonymous'],
      ['oauth client, revoked', 'anonymous', 'anonymous'],
      ['owner, forged', 'anonymous', 'anonymous'],
    ] as const)('is its own principal: %s → %s', async (caller, principal, roles) => {
      const { status, text } = await send({ caller, does: 'GET /api/machine/1' });
      expect([status, JSON.parse(text)]).toEqual([200, { principal, roles: roles.split(',') }]);
    });
  });

  describe("while Clerk's API does not answer", () => {
    it.each(['machine, opaque', 'api key of the owner', 'oauth client'] as const)(
      'nobody is taken for signed out, and nothing is asked: %s',
      async (caller) => {
        for (const state of ['down', 'rate-limited'] as const) {
          clerk().setBackendApi(state);
          const before = pdp().asked;
          const { status, headers, text } = await send({ caller, does: 'GET /api/machine/1' });
          const problem = { title: 'Service Unavailable', status: 503, code: 'clerk_unreachable' };
          expect([status, JSON.parse(text)]).toEqual([503, problem]);
          expect(headers.get('retry-after')).toBe('1');
          expect(pdp().asked).toBe(before);
        }
      },
    );

    it('whoever needs no API passes', async () => {
      await send({ caller: 'member', does: 'GET /api/machine/1' });
      await send({ caller: 'machine', does: 'GET /api/machine/1' });
      clerk().setBackendApi('down');
      for (const caller of ['member', 'machine', 'oauth client, JWT', 'signed out'] as const) {
        expect((await send({ caller, does: 'GET /api/machine/1' })).status).toBe(200);
      }
    });
  });
}
