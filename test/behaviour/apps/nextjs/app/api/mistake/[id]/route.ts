import { asked } from '../../../../../documents';
import { withCerbos } from '../../../../lib/authz';

export const GET = withCerbos(
  { action: 'view', resource: { kind: 'folder', id: 'no loader for this kind' } },
  () => Response.json({ ran: true }),
);

export const POST = withCerbos(
  { action: 'view', resource: { kind: 'document', id: '1', attr: {}, scope: 'not a scope' } },
  () => Response.json({ ran: true }),
);

export const PUT = withCerbos(
  {
    action: 'view',
    // The caller may leave it out, or send it twice.
    resource: ({ url }: Request) => ({
      kind: 'document',
      id: asked(new URL(url).searchParams.getAll('id')),
      attr: {},
    }),
  },
  () => Response.json({ ran: true }),
);

export const DELETE = withCerbos(
  { action: 'view', resource: () => ({ kind: '', id: '1', attr: { secret: 'do not tell' } }) },
  () => Response.json({ ran: true }),
);
