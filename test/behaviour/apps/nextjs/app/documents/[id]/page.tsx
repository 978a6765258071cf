import { NamedInAddress } from '../../../components/NamedInAddress';
import { Allowed, authorize, authorizer } from '../../../lib/authz';

interface Props {
  readonly params: Promise<{ id: string }>;
}

export default async function Page({ params }: Props) {
  // Next.js decodes what it gives to route handlers, and not what it gives to pages.
  const resource = { kind: 'document' as const, id: decodeURIComponent((await params).id) };
  const decision = await authorize({ resource, action: 'view' });
  const { principal } = await authorizer();
  return (
    <main>
      <h1>
        {principal.id} reads {resource.id}
      </h1>
      <NamedInAddress />
      <p>allowed: {decision.allowedActions().join()}</p>
      <Allowed resource={resource} action="edit" fallback={<i>reading only</i>}>
        <button>Edit</button>
      </Allowed>
      <Allowed resource={resource} actions={['view', 'delete']}>
        <button>Delete</button>
      </Allowed>
      <Allowed resource={{ kind: 'document', id: 'none' }} action="view" fallback="nothing there">
        found
      </Allowed>
    </main>
  );
}
