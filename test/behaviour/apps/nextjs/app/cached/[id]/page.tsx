import { unstable_cache } from 'next/cache';
import { isAllowed } from '../../../lib/authz';

/** A mistake: what is kept of one visitor's decision would be shown to all. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  // Something in the request has asked before: who is calling is known by then.
  await isAllowed({ resource: { kind: 'document', id }, action: 'edit' });
  const ask = () => isAllowed({ resource: { kind: 'document', id }, action: 'view' });
  return <p>may view: {String(await unstable_cache(ask, ['cached', id])())}.</p>;
}
