import { Nested } from '../../../components/Nested';
import { authorize, authorizer, isAllowed } from '../../../lib/authz';

interface Props {
  readonly params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props) {
  const resource = { kind: 'document', id: (await params).id };
  const mayView = await isAllowed({ resource, action: 'view' });
  return { title: mayView ? 'A document' : 'Nothing to see' };
}

export default async function Page({ params }: Props) {
  const { id } = await params;
  await authorize({ resource: { kind: 'document', id }, actions: ['view'] });
  const { principal } = await authorizer();
  return (
    <main>
      <h1>{principal.id}</h1>
      <Nested id={id} depth={10} />
    </main>
  );
}
