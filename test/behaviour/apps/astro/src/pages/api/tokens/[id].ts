import { authorizer, withCerbos } from '../../../lib/authz';

export const GET = withCerbos(
  {
    action: 'look',
    resource: { kind: 'mirror', id: '1', attr: {} },
    acceptsToken: ['session_token', 'm2m_token'],
  },
  async (context, grant) =>
    Response.json({
      accepted: grant.principal.id,
      // In the same request, where nothing but session tokens was asked for.
      otherwise: (await authorizer(context)).principal.id,
    }),
);
