import { authorize, document, withCerbos } from '../../../../lib/authz';

const ran = () => Response.json({ ran: true });
const unlessViewed = { onDenied: { notFoundUnless: 'view' } } as const;

export const GET = withCerbos({ action: 'view', resource: document, ...unlessViewed }, ran);

export const POST = withCerbos({ action: 'read', resource: document, ...unlessViewed }, ran);

export const PATCH = withCerbos(
  { actions: ['view', 'edit'], resource: document, ...unlessViewed },
  ran,
);

export const DELETE = withCerbos(
  { action: 'delete', resource: document, ...unlessViewed },
  (_request, _context, { decision }) =>
    Response.json({ allowed: decision.allowedActions(), all: decision.allAllowed() }),
);

export const PUT = withCerbos(
  { action: 'read', resource: { kind: 'document', id: 'public' } },
  async (request, context: Parameters<typeof document>[1]) => {
    const resource = await document(request, context);
    await authorize({ resource, action: 'edit', ...unlessViewed });
    return ran();
  },
);
