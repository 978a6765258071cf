import { ActionError, defineAction } from 'astro:actions';
import { z } from 'astro/zod';
import { withCerbosAction } from '../lib/authz';
import { DocumentChanges } from '../lib/DocumentChanges';
import { updateDocument } from '../lib/documents';

export const server = {
  // Strangers get a 404. A caller who may view the document gets a 403.
  edit: defineAction({
    input: DocumentChanges.extend({ id: z.string() }),
    handler: withCerbosAction(
      {
        action: 'edit',
        resource: ({ id }) => ({ kind: 'document', id }),
        onDenied: { notFoundUnless: 'view' },
      },
      ({ title, body }, _context, { resource }) => {
        // Another user may have deleted the document since the PDP decided.
        const changed = updateDocument(resource.id, { title, body });
        if (changed === undefined) throw new ActionError({ code: 'NOT_FOUND' });
        return { title: changed.title };
      },
    ),
  }),
};
