import type { RequestHandler } from 'express';

/** The scopes of our policies, and the one with which Clerk names the organization in a token. */
const scopes = ['documents:read', 'documents:write', 'user:org:read'];

/**
 * Tells an OAuth client where it gets tokens for this MCP server: from Clerk.
 *
 * @param resource - the address of this MCP server, as clients know it.
 * @see https://www.rfc-editor.org/rfc/rfc9728
 */
export function protectedResource(resource: URL): RequestHandler {
  const metadata = {
    resource: resource.href,
    authorization_servers: [clerkUrl(process.env.CLERK_PUBLISHABLE_KEY ?? '')],
    scopes_supported: scopes,
    bearer_methods_supported: ['header'],
  };
  return (_req, res) => {
    // Clients in browsers read it, too. It holds no secret.
    res.set('Access-Control-Allow-Origin', '*').json(metadata);
  };
}

/** A publishable key names the host of Clerk's Frontend API: `pk_test_<base64 of "host$">`. */
function clerkUrl(publishableKey: string): string {
  const [, , encoded = ''] = publishableKey.split('_');
  return `https://${Buffer.from(encoded, 'base64').toString().replace(/\$$/, '')}`;
}
