import { describe, expect, it } from 'vitest';
import { startNext } from '../apps/startNext';
import { testBehaviour } from './behaviour';
import { testEveryAdapter } from './everyAdapter';
import { testNextActions } from './nextActions';
import { testNextPages } from './nextPages';

const behaviour = testBehaviour((env) => startNext({ ...env, AUTH_INTERRUPTS: 'on' }));
testEveryAdapter(behaviour, { missingMiddleware: 'Export clerkMiddleware() from proxy.ts' });
testNextPages(behaviour, 403);
testNextActions(behaviour);
const { pdp, send } = behaviour;

describe('what is not about authorization', () => {
  it.each([
    ['a redirect', 'GET /api/control/acme?redirect', 307],
    ['a page that is not found', 'GET /api/control/acme?missing', 404],
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
