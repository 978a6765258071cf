import { defineAction } from 'astro:actions';
import { z } from 'astro/zod';
import { authorizer, withCerbosAction } from '../lib/authz';
import { published } from '../lib/published';

const input = z.object({ id: z.string().trim().min(1) });
const documentOf = ({ id }: z.infer<typeof input>) => ({ kind: 'document' as const, id });

export const server = {
  remove: defineAction({
    input,
    handler: withCerbosAction(
      { action: 'delete', resource: documentOf },
      ({ id }: z.infer<typeof input>, _context, grant) => ({
        removed: id,
        by: grant.principal.id,
        owner: grant.resource.value.ownerId,
      }),
    ),
  }),
  hide: defineAction({
    input,
    handler: withCerbosAction(
      { action: 'view', resource: documentOf, onDenied: 'not-found' },
      ({ id }: z.infer<typeof input>) => ({ seen: id }),
    ),
  }),
  /** The mistake: nothing waits for what authorize says. */
  drop: defineAction({
    input,
    handler: withCerbosAction(
      { action: 'view', resource: documentOf },
      async (given: z.infer<typeof input>, context) => {
        const { authorize } = await authorizer(context);
        void authorize({ resource: documentOf(given), action: 'edit' });
        return { ran: true };
      },
    ),
  }),
  fail: defineAction({
    input,
    handler: withCerbosAction(
      { action: 'view', resource: documentOf },
      (_given: z.infer<typeof input>) => {
        throw new Error('a fault of the app');
      },
    ),
  }),
  /** Without a schema, the rule and the handler read the form themselves. */
  rename: defineAction({
    accept: 'form',
    handler: withCerbosAction(
      {
        action: 'edit',
        resource: (form: FormData) => {
          const id = form.get('id');
          return documentOf({ id: typeof id === 'string' ? id : '' });
        },
      },
      (form: FormData) => ({ renamed: Object.fromEntries(form).id }),
    ),
  }),
  /** Publishes a document, so that the page after it is allowed more than the action was. */
  publish: defineAction({
    accept: 'form',
    input,
    handler: withCerbosAction(
      { action: 'edit', resource: documentOf },
      async ({ id }: z.infer<typeof input>, context) => {
        const { isAllowed } = await authorizer(context);
        const before = await isAllowed({ resource: { kind: 'document', id }, action: 'read' });
        published.add(id);
        return { before };
      },
    ),
  }),
};
