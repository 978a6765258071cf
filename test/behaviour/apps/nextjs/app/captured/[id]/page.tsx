import { unstable_cache } from 'next/cache';
import { authorizer } from '../../../lib/authz';

/** The same mistake, with an authorizer that the cached function captures. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const visitor = await authorizer();
  const ask = () => visitor.isAllowed({ resource: { kind: 'document', id }, action: 'view' });
  return <p>may view: {String(await unstable_cache(ask, ['captured', id])())}.</p>;
}
