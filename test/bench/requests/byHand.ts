import { GRPC } from '@cerbos/grpc';
import { HTTP } from '@cerbos/http';
import type { ClerkAuth } from 'clerk-cerbos';

/** The clients of the apps that are measured. */
export const clients = {
  http: new HTTP(process.env.CERBOS_HTTP ?? ''),
  grpc: new GRPC(process.env.CERBOS_GRPC ?? '', { tls: false }),
};

/** The same deadline for both. */
export const TIMEOUT_MS = 2_000;

/** A document of the app's database. */
async function findDocument(id: string) {
  return { id, ownerId: 'user_ada', orgId: 'org_acme', public: false };
}

/** What the guard needs of it. */
export async function loadDocument(id: string) {
  const { ownerId, orgId, public: isPublic } = await findDocument(id);
  return { attr: { ownerId, orgId, public: isPublic } };
}

/**
 * The check as one writes it without this package: the same principal, one call, one deadline. It
 * batches nothing, retries nothing, and believes what it gets.
 */
export async function isAllowedByHand(
  auth: ClerkAuth,
  client: keyof typeof clients,
  id: string,
): Promise<boolean> {
  if (typeof auth.userId !== 'string') return false;
  const { attr } = await loadDocument(id);
  return clients[client].isAllowed(
    {
      principal: principalByHand(auth, auth.userId),
      resource: { kind: 'document', id, attr },
      action: 'view',
    },
    { signal: AbortSignal.timeout(TIMEOUT_MS) },
  );
}

function principalByHand(auth: ClerkAuth, userId: string) {
  const role = auth.orgRole ?? '';
  return {
    id: userId,
    roles: role === '' ? ['user'] : ['user', role],
    attr: {
      tokenType: 'session_token',
      userId,
      sessionId: auth.sessionId ?? '',
      sessionStatus: 'active',
      orgId: auth.orgId ?? '',
      orgSlug: auth.orgSlug ?? '',
      orgRole: role,
      orgPermissions: [],
      firstFactorAge: 0,
      secondFactorAge: 1_000_000_000,
      features: [],
      plans: [],
      actorId: '',
      actorType: '',
      tokenId: '',
      tokenOrgId: '',
      machineId: '',
      clientId: '',
      scopes: [],
      claims: {},
      tokenClaims: {},
    },
  };
}
