import { mirror } from '../../../../../documents';
import { withPending } from '../../../../lib/authz';

export const GET = withPending(
  { action: 'look', resource: mirror },
  (_request, _context, { principal }) =>
    Response.json({ principal: principal.id, roles: principal.roles }),
);
