import { describe, expect, it } from 'vitest';
import { startNext } from './apps/startNext';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';
import { testServerSideProps } from './serverSideProps';

const behaviour = testBehaviour((env) => startNext('nextjs-pages', env));
testEveryAdapter(behaviour, {
  missingMiddleware: 'Export clerkMiddleware() from proxy.ts',
  // What Clerk's SDK says there, it says of sessions alone.
  machineTokens: false,
});
testServerSideProps(behaviour);
const { pdp, send } = behaviour;

describe('what is not about authorization', () => {
  it.each([
    ['a redirect', 'GET /api/control/acme?redirect', 307],
    ['a fault of the handler', 'GET /api/control/acme', 500],
    ['a fault of the rule', 'POST /api/control/acme', 500],
  ] as const)('passes through to Next.js: %s', async (_, does, status) => {
    pdp().fault = 'none';
    const answer = await send({ caller: 'member', does });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('"code"');
    if (status === 307) expect(answer.headers.get('location')).toBe('/elsewhere');
  });
});
