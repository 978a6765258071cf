import { withCerbos } from '../../../lib/authz';

export const GET = withCerbos(
  {
    action: 'look',
    resource: { kind: 'mirror', id: '1', attr: {} },
    acceptsToken: ['session_token', 'api_key', 'm2m_token', 'oauth_token'],
  },
  (_context, grant) =>
    Response.json({ principal: grant.principal.id, roles: grant.principal.roles }),
);
