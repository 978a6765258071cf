import {
  data,
  type HeadersArgs,
  isRouteErrorResponse,
  useActionData,
  useLoaderData,
  useRouteError,
} from 'react-router';
import { document } from '../../../guardedRoutes';
import { withCerbos } from '../lib/authz';

/** React Router sends what loaders say of caching only if the route says so. */
export const headers = ({ errorHeaders, actionHeaders, loaderHeaders }: HeadersArgs) =>
  errorHeaders ?? (actionHeaders.has('Cache-Control') ? actionHeaders : loaderHeaders);

export const loader = withCerbos(
  { action: 'view', resource: document },
  (_args, { principal, resource }) =>
    data({ reader: principal.id, owner: resource.value.ownerId }, { status: 203 }),
);

export const action = withCerbos({ action: 'delete', resource: document }, () => ({
  deleted: true,
}));

export default function Document() {
  const { reader, owner } = useLoaderData<typeof loader>();
  return (
    <p>
      {reader} reads a document of {owner}. {JSON.stringify(useActionData<typeof action>())}
    </p>
  );
}

export function ErrorBoundary() {
  const error = useRouteError();
  return (
    <p>
      {isRouteErrorResponse(error)
        ? `Refused with ${error.status}: ${JSON.stringify(error.data)}`
        : 'A fault.'}
    </p>
  );
}
