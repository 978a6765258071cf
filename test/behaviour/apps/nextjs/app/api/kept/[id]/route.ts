import { authorizer, document, withCerbos } from '../../../../lib/authz';

let known: Pick<Awaited<ReturnType<typeof authorizer>>, 'isAllowed'> | undefined;

/** A mistake: the authorizer of the first caller would answer for all. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  known ??= await authorizer();
  const resource = { kind: 'document', id: (await params).id };
  return Response.json({ mayView: await known.isAllowed({ resource, action: 'view' }) });
}

let granted: typeof known;

/** The same mistake, with the authorizer of a grant. */
export const POST = withCerbos({ action: 'view', resource: document }, async (_1, _2, grant) => {
  granted ??= grant.authorizer;
  const resource = { kind: 'document', id: grant.resource.id };
  return Response.json({ mayEdit: await granted.isAllowed({ resource, action: 'edit' }) });
});
