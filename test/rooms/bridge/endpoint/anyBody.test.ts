import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBridge } from '../../../../src/bridge/createBridge';
import { webEndpointRequest } from '../../../../src/bridge/endpoint/EndpointRequest';
import { createCheckEndpoint } from '../../../../src/bridge/endpoint/createCheckEndpoint';
import { member } from '../../ask/auths';
import { allowAll, fakeClient } from '../../ask/fakeClient';

const ask = async (body: string) => {
  const cerbos = fakeClient(allowAll);
  const options = {
    cerbos,
    clientAttributes: ['draft'],
    resources: { document: () => ({ attr: { ownerId: 'user_1' } }) },
  };
  const endpoint = createCheckEndpoint(options);
  const { principalClientFor, run } = createBridge<Record<string, unknown>, object>(options);
  const request = new Request('https://app.example.com/api/cerbos', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const answer = await endpoint(
    webEndpointRequest(request),
    (ask) => run(() => principalClientFor(member), {}, ask),
    undefined,
  );
  return { answer, requests: cerbos.requests };
};

const name = fc.oneof(
  fc.constantFrom('document', 'draft', 'view', '__proto__', 'constructor', 'toString', ''),
  fc.string({ unit: 'binary' }),
);
const check = fc.record(
  {
    kind: fc.oneof(fc.constantFrom('document', 'draft'), name, fc.jsonValue()),
    id: fc.oneof(name, fc.jsonValue()),
    actions: fc.oneof(fc.array(name, { maxLength: 4 }), fc.jsonValue()),
    attr: fc.jsonValue(),
    roles: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      checks: fc.oneof(fc.array(check, { maxLength: 4 }), fc.jsonValue()),
      session: fc.jsonValue(),
      principal: fc.jsonValue(),
    },
    { requiredKeys: ['checks'] },
  ),
);

describe('whatever the browser sends', () => {
  it('is answered, or refused as its fault, and changes nothing of who asks', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (sent) => {
        const { answer, requests } = await ask(JSON.stringify(sent));
        expect([200, 400, 409, 413]).toContain(answer.status);
        if (answer.status !== 200) expect(requests).toEqual([]);
        for (const { principal, resources } of requests) {
          expect([principal.id, principal.roles]).toEqual(['user_1', ['user', 'org:member']]);
          for (const { resource } of resources)
            expect(['document', 'draft']).toContain(resource.kind);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of checks that can be asked is answered with one boolean for each action', async () => {
    const asked = fc.array(
      fc.record({
        kind: fc.constant('document'),
        id: fc.string({ minLength: 1 }),
        actions: fc.array(
          fc.oneof(fc.constantFrom('__proto__', 'constructor'), fc.string({ minLength: 1 })),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(asked, async (checks) => {
        const { answer } = await ask(JSON.stringify({ checks }));
        expect(answer.status).toBe(200);
        const { decisions } = JSON.parse(JSON.stringify(answer.body)) as {
          decisions: Record<string, unknown>[];
        };
        expect(decisions).toHaveLength(checks.length);
        checks.forEach(({ actions }, index) => {
          const decision = decisions[index] ?? {};
          expect(Object.keys(decision).sort()).toEqual([...new Set(actions)].sort());
          for (const action of actions)
            expect(Object.getOwnPropertyDescriptor(decision, action)?.value).toBe(true);
        });
      }),
    );
  });
});
