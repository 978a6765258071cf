import { Suspense } from 'react';
import { authorizer, isAllowed } from '../../../lib/authz';

interface Props {
  readonly params: Promise<{ id: string }>;
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  return (
    <Suspense fallback="one moment">
      <Late id={id} />
    </Suspense>
  );
}

/** Comes after the first part of the page has been sent. */
async function Late({ id }: { id: string }) {
  const before = (await authorizer()).principal.id;
  await new Promise((resolve) => setTimeout(resolve, 50));
  const mayView = await isAllowed({ resource: { kind: 'document', id }, action: 'view' });
  return <p>{`${before} ${String(mayView)} ${(await authorizer()).principal.id}`}</p>;
}
