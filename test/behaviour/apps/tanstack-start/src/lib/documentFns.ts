import { redirect } from '@tanstack/react-router';
import { createServerFn } from '@tanstack/react-start';
import { setResponseHeader } from '@tanstack/react-start/server';
import { mirror } from '../../../documents';
import { authorizer, isAllowed, snapshot, withCerbosFn } from './authz.server';
import { done } from './done.server';

/** What a validator of an app does: it takes what the browser sent, and gives what the app uses. */
const named = ({ id }: { readonly id: string }) => ({ document: id.toLowerCase() });

/** What the browser asked for, as it stands: a validator that checks nothing. */
const unchecked = (data: { readonly ids: readonly string[] }) => data;

const form = (data: FormData) => data;

/** For what takes no data of its own: what the server function was called with, if anything. */
const anything = (data: unknown) => data;

export const readDocument = createServerFn()
  .validator(named)
  .handler(
    withCerbosFn(
      { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      ({ data }, { principal, resource }) => ({
        principal: principal.id,
        asked: data.document,
        ownerId: resource.value.ownerId,
      }),
    ),
  );

export const removeDocument = createServerFn({ method: 'POST' })
  .validator(named)
  .handler(
    withCerbosFn(
      { action: 'delete', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      (_args, { principal, resource }) => {
        done.push(`${principal.id} deletes ${resource.id}`);
        return { deleted: resource.id };
      },
    ),
  );

export const removeFirst = createServerFn({ method: 'POST' })
  .validator(unchecked)
  .handler(
    withCerbosFn(
      {
        action: 'delete',
        resource: ({ data }) => ({ kind: 'document', id: [...data.ids][0] ?? '' }),
      },
      ({ data }, { resource }) => {
        const [first] = data.ids;
        done.push(`deletes ${first}, granted for ${resource.id}`);
        return { deleted: first };
      },
    ),
  );

export const removeNamed = createServerFn({ method: 'POST' })
  .validator(form)
  .handler(
    withCerbosFn(
      {
        action: 'delete',
        resource: ({ data }) => ({ kind: 'document', id: data.get('id') as string }), // a form field
      },
      (_args, { resource }) => {
        done.push(`deletes ${resource.id}`);
        return { deleted: resource.id };
      },
    ),
  );

export const hideDocument = createServerFn({ method: 'POST' })
  .validator(named)
  .handler(
    withCerbosFn(
      {
        action: 'delete',
        resource: ({ data }) => ({ kind: 'document', id: data.document }),
        onDenied: 'not-found',
      },
      (_args, { resource }) => ({ deleted: resource.id }),
    ),
  );

export const explainDenial = createServerFn({ method: 'POST' })
  .validator(named)
  .handler(
    withCerbosFn(
      {
        action: 'delete',
        resource: ({ data }) => ({ kind: 'document', id: data.document }),
        onDenied: (error, { data }) => ({ sorry: error.code, id: data.document }),
      },
      (_args, { resource }) => ({ deleted: resource.id }),
    ),
  );

/** The mistake: nothing waits for what authorize says. */
export const dropAuthorize = createServerFn({ method: 'POST' })
  .validator(named)
  .handler(
    withCerbosFn(
      { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      (_args, { authorizer, resource: { kind, id } }) => {
        void authorizer.authorize({ resource: { kind, id }, action: 'edit' });
        return { edited: id };
      },
    ),
  );

/** Two values that only the browser chose: the rule must not see them, nor they pass for a grant. */
export const echo = createServerFn({ method: 'POST' })
  .validator(anything)
  .handler(
    withCerbosFn(
      { action: 'look', resource: (input) => ({ ...mirror, id: Object.keys(input).join() }) },
      (_args, { principal, resource }) => ({ principal: principal.id, ruleReads: resource.id }),
    ),
  );

export const redirectAway = createServerFn({ method: 'POST' })
  .validator(named)
  .handler(
    withCerbosFn(
      { action: 'view', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as TanStack Router has it
        throw redirect({ href: '/elsewhere' });
      },
    ),
  );

export const sharable = createServerFn()
  .validator(named)
  .handler(
    withCerbosFn(
      { action: 'read', resource: ({ data }) => ({ kind: 'document', id: data.document }) },
      () => {
        setResponseHeader('Cache-Control', 'private, max-age=60');
        return { ran: true };
      },
    ),
  );

let kept: Awaited<ReturnType<typeof authorizer>> | undefined;

/** The mistake: an authorizer of one request answers in another. */
export const useKept = createServerFn({ method: 'POST' }).handler(async () => {
  kept ??= await authorizer();
  return kept.isAllowed({ resource: { kind: 'document', id: 'acme' }, action: 'view' });
});

export const whatWasDone = createServerFn({ method: 'POST' }).handler(() => done.splice(0));

export const firstPaint = createServerFn().handler(() =>
  snapshot([{ resource: { kind: 'document', id: 'acme' }, actions: ['view', 'delete'] }]),
);

/** Not guarded. It asks what the rule of `readDocument` has asked. */
export const maySee = createServerFn().handler(() =>
  isAllowed({ resource: { kind: 'document', id: 'acme' }, action: 'view' }),
);
