import { asc, notLike } from 'drizzle-orm';
import { authorizer } from '@/lib/authz';
import { db } from '@/lib/database';
import { nameOf } from '@/lib/names';
import { documents } from '@/lib/schema';

/** The API's answer to one request. `verify` is a 403 that asks for a password. */
export type Answer = 'allowed' | 'denied' | 'verify' | 'hidden' | 'signed-out' | 'no-answer';

/** One document, and the API's answer to each action. */
export interface AccessRow {
  readonly id: string;
  /** `undefined` where the caller must not learn it. */
  readonly title: string | undefined;
  readonly organization: string;
  readonly answers: Readonly<Record<ShownAction, Answer>>;
}

export const shownActions = ['view', 'edit', 'share', 'delete'] as const;

export type ShownAction = (typeof shownActions)[number];

/**
 * All documents of both organizations but those of the archive, and what the PDP allows the caller
 * to do with each.
 */
export async function accessRows(): Promise<AccessRow[]> {
  const all = await db
    .select()
    .from(documents)
    .where(notLike(documents.id, 'archive-%'))
    .orderBy(asc(documents.orgId), asc(documents.title));
  const answers = await answersTo(all.map(({ id }) => id)).catch(() => undefined);
  return all.map(({ id, title, orgId }, index) => {
    const found = answers?.[index] ?? everything('no-answer');
    return {
      id,
      title: found.view === 'allowed' ? title : undefined,
      organization: nameOf(orgId),
      answers: found,
    };
  });
}

async function answersTo(ids: readonly string[]) {
  const { principal, checkResources } = await authorizer();
  const decisions = await checkResources({
    resources: ids.map((id) => ({
      resource: { kind: 'document', id },
      actions: [...shownActions, 'offer-delete'],
    })),
  });
  return decisions.map(({ isAllowed }): AccessRow['answers'] => {
    if (principal.roles.includes('anonymous')) return everything('signed-out');
    // As in the API: strangers get a 404 for every action.
    if (!isAllowed('view')) return everything('hidden');
    const answer = (action: ShownAction) => (isAllowed(action) ? 'allowed' : 'denied');
    return {
      view: 'allowed',
      edit: answer('edit'),
      share: answer('share'),
      delete: isAllowed('offer-delete') && !isAllowed('delete') ? 'verify' : answer('delete'),
    };
  });
}

function everything(answer: Answer): AccessRow['answers'] {
  return { view: answer, edit: answer, share: answer, delete: answer };
}
