import { createFileRoute } from '@tanstack/react-router';
import { withCerbos } from '../lib/authz.server';

export const Route = createFileRoute('/api/machine/$id')({
  server: {
    handlers: {
      GET: withCerbos(
        {
          action: 'look',
          resource: { kind: 'mirror', id: '1', attr: {} },
          acceptsToken: ['session_token', 'api_key', 'm2m_token', 'oauth_token'],
        },
        (_args, grant) =>
          Response.json({ principal: grant.principal.id, roles: grant.principal.roles }),
      ),
    },
  },
});
