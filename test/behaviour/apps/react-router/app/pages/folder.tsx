import { type LoaderFunctionArgs, Outlet, useLoaderData } from 'react-router';
import { authorizer } from '../lib/authz';

export async function loader(args: LoaderFunctionArgs) {
  const { principal } = await authorizer(args);
  return { reader: principal.id };
}

export default function Folder() {
  const { reader } = useLoaderData<typeof loader>();
  return (
    <>
      <p>Folder of {reader}.</p>
      <Outlet />
    </>
  );
}
