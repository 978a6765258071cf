import { authorize } from '../../../lib/authz';

interface Props {
  readonly params: Promise<{ id: string }>;
}

/** For those who may edit. Others learn so only if they may view. */
export default async function Page({ params }: Props) {
  const resource = { kind: 'document' as const, id: decodeURIComponent((await params).id) };
  await authorize({ resource, action: 'edit', onDenied: { notFoundUnless: 'view' } });
  return <p>edits {resource.id}.</p>;
}
