import { authorizer, checkResource, isAllowed, planResources } from '../../../../lib/authz';

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const resource = { kind: 'document', id: (await params).id };
  const [{ principal }, allowed, decision, plan] = await Promise.all([
    authorizer(),
    isAllowed({ resource, action: 'view' }),
    checkResource({ resource, actions: ['view', 'edit'] }),
    planResources({ resource: { kind: 'document' }, action: 'view' }),
  ]);
  return Response.json({
    principal: principal.id,
    allowed,
    actions: decision.allowedActions(),
    plan: plan.kind,
    ownerId: decision.resource.value?.ownerId,
  });
}
