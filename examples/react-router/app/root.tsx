import './app.css';
import { ClerkProvider } from '@clerk/react-router';
import { clerkMiddleware, rootAuthLoader } from '@clerk/react-router/server';
import type { ReactNode } from 'react';
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
} from 'react-router';
import type { Route } from './+types/root';
import { WhoYouAre } from './components/WhoYouAre';
import { authorizer } from './lib/authz.server';

const { APP_ORIGIN } = process.env;

// It only says who is calling. Each loader and action asks Cerbos itself what the caller may do.
export const middleware: Route.MiddlewareFunction[] = [
  // Refuses session tokens that were made for another origin, such as a sibling subdomain.
  clerkMiddleware(APP_ORIGIN ? { authorizedParties: [APP_ORIGIN] } : {}),
];

/**
 * There is no guard here, because a guard in a parent's loader does not protect the routes below it.
 * The loaders of a page run side by side, and a client can ask for the data of one route alone.
 */
export function loader(args: Route.LoaderArgs) {
  return rootAuthLoader(args, async () => {
    const { principal } = await authorizer(args);
    const { userId, orgSlug, orgRole, actorId } = principal.attr;
    return { caller: { userId, orgSlug, orgRole, actorId } };
  });
}

export const meta: Route.MetaFunction = () => [
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

export default function Root({ loaderData }: Route.ComponentProps) {
  return (
    <ClerkProvider loaderData={loaderData}>
      <WhoYouAre caller={loaderData.caller} />
      <main>
        <Outlet />
      </main>
    </ClerkProvider>
  );
}

/** For errors outside a page's own boundary: unknown addresses, and faults of this layout. */
export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
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
