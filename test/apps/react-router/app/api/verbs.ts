import type { LoaderFunctionArgs } from 'react-router';
import { authorizer, checkResource, isAllowed, planResources } from '../lib/authz';

export async function loader(args: LoaderFunctionArgs) {
  const resource = { kind: 'document', id: args.params.id ?? '' };
  const [{ principal }, allowed, decision, plan] = await Promise.all([
    authorizer(args),
    isAllowed(args, { resource, action: 'view' }),
    checkResource(args, { resource, actions: ['view', 'edit'] }),
    planResources(args, { resource: { kind: 'document' }, action: 'view' }),
  ]);
  return Response.json({
    principal: principal.id,
    allowed,
    actions: decision.allowedActions(),
    plan: plan.kind,
  });
}
