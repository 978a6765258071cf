import { withCerbos } from '../lib/authz';

export const loader = withCerbos(
  {
    action: 'look',
    resource: { kind: 'mirror', id: '1', attr: {} },
    acceptsToken: ['session_token', 'm2m_token'],
  },
  (_args, grant) => Response.json({ principal: grant.principal.id, roles: grant.principal.roles }),
);
