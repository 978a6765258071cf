import type { BackendApiState, Sandbox } from './Sandbox';
import type { SandboxRequest } from './SandboxRequest';
import { clerkError, json, type SandboxResponse } from './SandboxResponse';
import { accountsApi, isAccountPath } from './accountsApi';

/** Where each kind of token is verified: the prefix of the token, and its name in the body. */
const endpoints: Readonly<Record<string, readonly [prefix: string, member: string]>> = {
  '/api_keys/verify': ['ak_', 'secret'],
  '/m2m_tokens/verify': ['mt_', 'token'],
  '/oauth_applications/access_tokens/verify': ['oat_', 'access_token'],
};

/**
 * The part of Clerk's Backend API that verifies tokens, and knows users and organizations;
 * `undefined` for any other path.
 *
 * Clerk's documentation does not say with which status revoked or expired tokens are refused. Here
 * they are unknown, like any other string.
 *
 * @see https://clerk.com/docs/reference/backend-api
 */
export function backendApi(sandbox: Sandbox, request: SandboxRequest): SandboxResponse | undefined {
  const { pathname } = request.url;
  const endpoint = Object.hasOwn(endpoints, pathname) ? endpoints[pathname] : undefined;
  const isKnown = endpoint !== undefined || isAccountPath(pathname);
  if (pathname !== '/v1/jwks' && !isKnown) return undefined;
  const refusal = refuse(sandbox.backendApi.state);
  if (refusal !== undefined) return refusal;
  if (!isKnown) return json(sandbox.key.jwks);
  if (request.authorization !== `Bearer ${sandbox.secretKey}`) {
    return clerkError(
      401,
      'clerk_key_invalid',
      "This path needs the sandbox's secret key. Send the header `Authorization: Bearer $CLERK_SECRET_KEY`, with the key of `clerk.env`.",
    );
  }
  if (endpoint === undefined) return accountsApi(sandbox, request);
  const [prefix, member] = endpoint;
  const token = readMember(request.body, member);
  const known = token.startsWith(prefix) ? sandbox.machines.opaque.get(token) : undefined;
  return known === undefined || known.expiresAt <= Date.now() / 1_000
    ? clerkError(404, 'resource_not_found', 'There is no such token.')
    : json(known.resource);
}

function refuse(state: BackendApiState): SandboxResponse | undefined {
  if (state === 'up') return undefined;
  if (state === 'down') return clerkError(503, 'service_unavailable', 'The sandbox is "down".');
  const { headers, ...limited } = clerkError(429, 'too_many_requests', 'Too many requests.');
  return { ...limited, headers: { ...headers, 'retry-after': '1' } };
}

function readMember(body: string, member: string): string {
  try {
    const read: unknown = JSON.parse(body);
    const value: unknown =
      typeof read === 'object' && read !== null ? Reflect.get(read, member) : undefined;
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
