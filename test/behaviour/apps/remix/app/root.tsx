import { rootAuthLoader } from '@clerk/remix/ssr.server';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { authorizedParties } from './lib/authz';

export const loader = (args: LoaderFunctionArgs) => rootAuthLoader(args, { authorizedParties });

export default function Root() {
  return (
    <html lang="en">
      <body>
        <Outlet />
      </body>
    </html>
  );
}
