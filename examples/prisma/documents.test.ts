import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GRPC } from '@cerbos/grpc';
import { type ClerkAuth, createClerkCerbos } from 'clerk-cerbos';
import { type CerbosServer, expectListMatchesChecks, startCerbos } from 'clerk-cerbos/testing';
import { closeDatabase, prepareDatabase, prisma } from './database';
import { documentColumns } from './documentColumns';

// A CI may be slow.
const patienceMs = 60_000;
let pdp: CerbosServer;
let cerbos: GRPC;

before(async () => {
  pdp = await startCerbos({
    policies: 'policies',
    schemaEnforcement: 'reject',
    startTimeoutMs: patienceMs,
  });
  cerbos = new GRPC(pdp.grpcTarget, { tls: false });
  await prepareDatabase();
});

after(async () => {
  cerbos.close();
  await Promise.all([pdp.stop(), closeDatabase()]);
});

/** What Clerk's `getAuth` returns for a signed-in user. */
function session(userId: string, orgId: string | null, orgRole: string | null): ClerkAuth {
  return {
    tokenType: 'session_token',
    isAuthenticated: true,
    userId,
    sessionId: `sess_of_${userId}`,
    sessionStatus: 'active',
    sessionClaims: {},
    factorVerificationAge: [0, -1],
    orgId,
    orgRole,
  };
}

void test('the list of each person has exactly the documents that checks allow', async () => {
  const { authorizer } = createClerkCerbos({
    cerbos,
    timeoutMs: patienceMs,
    resources: { document: documentColumns.loader() },
  });
  const { allowed, decisions } = await expectListMatchesChecks(documentColumns, {
    authorizers: await Promise.all(
      [
        session('user_ada', 'org_acme', 'org:admin'),
        session('user_ben', 'org_acme', 'org:member'),
        session('user_gus', 'org_globex', 'org:admin'),
        session('user_nora', null, null),
      ].map((auth) => authorizer(auth)),
    ),
    actions: ['view', 'edit', 'share', 'delete'],
    rows: (where) => prisma.document.findMany({ where: { AND: [where] }, select: { id: true } }),
  });
  assert.equal(decisions, 4 * 4 * 6);
  assert.equal(allowed.get('view'), 4 + 1 + 4 + 1 + 2 + 1 + 1);
});
