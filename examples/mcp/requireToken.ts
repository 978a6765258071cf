import { getAuth } from '@clerk/express';
import { getOAuthProtectedResourceMetadataUrl } from '@modelcontextprotocol/server';
import type { RequestHandler } from 'express';
import { toAuthInfo } from './authz';

/** Machines that Clerk knows, and users of an app that speaks MCP itself. */
export const acceptsToken = ['oauth_token', 'api_key', 'session_token'] as const;

/**
 * Refuses a request without a valid token, and says where the client can get one. It refuses no
 * one else: what a caller may not do is the answer of a tool, with HTTP status 200. A 401 for a
 * caller with a valid token makes clients sign in again and again.
 *
 * @param resource - the address of this MCP server, as clients know it.
 */
export function requireToken(resource: URL): RequestHandler {
  const metadata = getOAuthProtectedResourceMetadataUrl(resource);
  return (req, res, next) => {
    // Only the header counts. A browser sends its cookies also for the pages of others.
    const [, token] = /^bearer +(\S+)$/i.exec(req.headers.authorization ?? '') ?? [];
    const auth = getAuth(req, { acceptsToken: [...acceptsToken] });
    const info = token === undefined ? undefined : toAuthInfo(auth, token);
    if (info === undefined) {
      const error = token === undefined ? '' : 'error="invalid_token", ';
      res
        .status(401)
        .set('WWW-Authenticate', `Bearer ${error}resource_metadata="${metadata}"`)
        .json({ error: token === undefined ? 'unauthorized' : 'invalid_token' });
      return;
    }
    // For sessions of MCP: a client of a user gets new tokens while its session goes on.
    res.locals.caller = JSON.stringify([info.clientId, info.extra.userId ?? token]);
    // The SDKs read it. It replaces Clerk's own function of this name, so getAuth(req) can't be
    // called after this.
    Object.assign(req, { auth: info });
    next();
  };
}
