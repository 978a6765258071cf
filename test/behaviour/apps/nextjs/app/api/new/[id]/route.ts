import { newDocument } from '../../../../../documents';
import { withCerbos } from '../../../../lib/authz';

interface Context {
  readonly params: Promise<{ id: string }>;
}

export const POST = withCerbos(
  {
    action: 'create',
    newResource: async (caller, _request: Request, { params }: Context) =>
      newDocument(caller, (await params).id),
  },
  (_request, _context, { resource: { id, attr } }) => Response.json({ id, attr }),
);
