import { authorize } from '../../../lib/authz';

interface Props {
  readonly params: Promise<{ id: string }>;
}

/** The mistake: nothing waits for what authorize says. */
export default async function Page({ params }: Props) {
  const { id } = await params;
  void authorize({ resource: { kind: 'document', id }, action: 'edit' });
  return <h1>the secret of {id}</h1>;
}
