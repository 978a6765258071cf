import { authorizer } from '../../../lib/authz';

let known: Awaited<ReturnType<typeof authorizer>> | undefined;

/** A mistake: the authorizer of the first visitor would answer for all. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  known ??= await authorizer();
  const mayView = await known.isAllowed({ resource: { kind: 'document', id }, action: 'view' });
  return <p>may view: {String(mayView)}.</p>;
}
