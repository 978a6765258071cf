'use server';

import { revalidatePath } from 'next/cache';
import { notFound, redirect } from 'next/navigation';
import { withCerbosAction } from '../../../lib/authz';

const document = (id: string) => ({ kind: 'document' as const, id });

const text = (form: FormData, name: string) => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** What all of them have done, for the tests to see. */
const done: string[] = [];

export const rename = withCerbosAction(
  { action: 'edit', resource: (form: FormData) => document(text(form, 'id')) },
  async (grant, form) => {
    done.push(`${grant.principal.id} renames ${grant.resource.id}`);
    revalidatePath('/actions/acme');
    return { title: text(form, 'title'), ownerId: grant.resource.value.ownerId };
  },
);

export const remove = withCerbosAction(
  { action: 'delete', resource: document },
  async (grant, id) => {
    done.push(`${grant.principal.id} deletes ${id}`);
    return { deleted: id };
  },
);

// What they do is what an app should not: they read the id once more.
export const removeFirst = withCerbosAction(
  { action: 'delete', resource: ([id = '']: readonly string[]) => document(id) },
  async (grant, [id = '']) => {
    done.push(`${grant.principal.id} deletes ${id}, granted for ${grant.resource.id}`);
  },
);

export const removeNamed = withCerbosAction(
  { action: 'delete', resource: (form: FormData) => document(text(form, 'id')) },
  async (grant, form) => {
    const { id } = Object.fromEntries(form);
    const what = typeof id === 'string' ? id : '';
    const tags = form.getAll('tag').length;
    done.push(
      `${grant.principal.id} deletes ${what} of ${tags} tags, granted for ${grant.resource.id}`,
    );
  },
);

export const hide = withCerbosAction(
  { action: 'delete', resource: document, onDenied: 'not-found' },
  async (_grant, id) => ({ deleted: id }),
);

export const retract = withCerbosAction(
  { action: 'delete', resource: document, onDenied: { notFoundUnless: 'view' } },
  async (_grant, id) => ({ deleted: id }),
);

export const explain = withCerbosAction(
  { action: 'delete', resource: document, onDenied: ({ code }, id) => ({ sorry: code, id }) },
  async (_grant, id) => ({ deleted: id }),
);

export const echo = withCerbosAction(
  { action: 'view', resource: { kind: 'document', id: 'acme' } },
  async (grant, ...args: unknown[]) => ({
    principal: grant.principal.id,
    isGrant: 'authorizer' in grant,
    args,
  }),
);

export const nested = withCerbosAction(
  { action: 'view', resource: document },
  async ({ authorizer }, id) => {
    await authorizer.authorize({ resource: document(id), action: 'edit' });
    return { edited: id };
  },
);

/** The mistake: nothing waits for what authorize says. */
export const dropped = withCerbosAction(
  { action: 'view', resource: document },
  async ({ authorizer }, id) => {
    void authorizer.authorize({ resource: document(id), action: 'view' });
    redirect('/elsewhere');
  },
);

export const leave = withCerbosAction({ action: 'view', resource: document }, async () => {
  redirect('/elsewhere');
});

export const lose = withCerbosAction({ action: 'view', resource: document }, async () => {
  notFound();
});

export const look = withCerbosAction({ action: 'view', resource: document }, async (grant) => {
  revalidatePath('/actions/acme');
  return grant.principal.id;
});

export async function whatWasDone() {
  return Promise.resolve(done.splice(0));
}
