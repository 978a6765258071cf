import { ClerkProvider, useAuth } from '@clerk/tanstack-react-start';
import { createRootRoute, HeadContent, Outlet, Scripts } from '@tanstack/react-router';
import { CerbosProvider } from 'clerk-cerbos/react';
import type { ReactNode } from 'react';
import appCss from '../app.css?url';
import { FollowSession } from '../components/FollowSession';
import { WhoYouAre } from '../components/WhoYouAre';
import { whoIsCalling } from '../lib/documentFns';

/**
 * There is no guard here. A `beforeLoad` or a loader does not protect the server functions that the
 * routes below it call: a client can call each of them alone.
 */
export const Route = createRootRoute({
  loader: async () => ({ caller: await whoIsCalling() }),
  head: () => ({
    meta: [
      { charSet: 'utf-8' },
      { name: 'viewport', content: 'width=device-width, initial-scale=1' },
      { title: 'Documents' },
      {
        name: 'description',
        content: 'Clerk says who is calling. Cerbos decides what they may do.',
      },
    ],
    links: [{ rel: 'stylesheet', href: appCss }],
  }),
  shellComponent: Shell,
  component: Root,
});

function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <head>
        <HeadContent />
      </head>
      <body>
        <ClerkProvider>
          <CerbosProvider useAuth={useAuth}>{children}</CerbosProvider>
        </ClerkProvider>
        <Scripts />
      </body>
    </html>
  );
}

function Root() {
  const { caller } = Route.useLoaderData();
  return (
    <>
      <FollowSession />
      <WhoYouAre caller={caller} />
      <main>
        <Outlet />
      </main>
    </>
  );
}
