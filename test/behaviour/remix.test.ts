import { describe, expect, it } from 'vitest';
import { startRemix } from './apps/startRemix';
import { testBehaviour } from './behaviour';
import { remixDifferences } from './cases';
import { testDataFunctions } from './dataFunctions';
import { testEveryAdapter } from './everyAdapter';

const behaviour = testBehaviour(startRemix, remixDifferences);
// There is no middleware of Clerk's for Remix, and its SDK verifies session tokens only.
testEveryAdapter(behaviour, {
  missingMiddleware: null,
  machineTokens: false,
  admitsPending: false,
});
testDataFunctions(behaviour);

describe('a browser whose token must be renewed', () => {
  it.each(['/api/documents/acme', '/pages/acme/document'])(
    'is sent to Clerk, as its SDK has it: %s',
    async (path) => {
      const { clerk, app } = behaviour;
      const token = clerk().sessionToken({ userId: 'user_owner', expiresInSeconds: -60 });
      const answer = await fetch(`${app().origin}${path}`, {
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          cookie: `__session=${token}; __client_uat=1; __clerk_db_jwt=x`,
        },
      });
      expect(answer.status).toBe(307);
      expect(answer.headers.get('location')).toContain('/v1/client/handshake');
      expect(await answer.text()).toBe('');
    },
  );
});
