import { withCerbos } from '../lib/authz.server';
import { namedDocument } from '../lib/namedDocument';

// A route without a component answers a refusal with application/problem+json.
export const loader = withCerbos(
  { action: 'view', resource: namedDocument, onDenied: 'not-found' },
  (_args, { resource: { value } }) => {
    const { id, title, body, ownerId, orgId } = value;
    return Response.json({ id, title, body, ownerId, orgId });
  },
);
