import './app.css';
import { ClerkApp } from '@clerk/remix';
import { rootAuthLoader } from '@clerk/remix/ssr.server';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useLoaderData,
  useRouteError,
} from '@remix-run/react';
import type { ReactNode } from 'react';
import { WhoYouAre } from './components/WhoYouAre';
import { authorizedParties, authorizer } from './lib/authz.server';

/**
 * There is no guard here, because a guard in a parent's loader does not protect the routes below it.
 * The loaders of a page run side by side, and a client can ask for the data of one route alone.
 */
export function loader(args: LoaderFunctionArgs) {
  return rootAuthLoader(
    args,
    async () => {
      const { principal } = await authorizer(args);
      const { userId, orgSlug, orgRole, actorId } = principal.attr;
      return { caller: { userId, orgSlug, orgRole, actorId } };
    },
    authorizedParties ? { authorizedParties } : {},
  );
}

export const meta: MetaFunction = () => [
  { title: 'Documents' },
  { name: 'description', content: 'Clerk says who is calling. Cerbos decides what they may do.' },
];

export function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

function Root() {
  const { caller } = useLoaderData<typeof loader>();
  return (
    <>
      <WhoYouAre caller={caller} />
      <main>
        <Outlet />
      </main>
    </>
  );
}

export default ClerkApp(Root);

/** For errors outside a page's own boundary: unknown addresses, and faults of this layout. */
export function ErrorBoundary() {
  const error = useRouteError();
  const isMissing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main className="narrow">
      <h1>{isMissing ? 'This page does not exist' : 'Something went wrong'}</h1>
      <p>
        <a href="/">See your documents</a>
      </p>
    </main>
  );
}
