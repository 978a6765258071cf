import { clerkMiddleware } from '@clerk/react-router/server';
import { type MiddlewareFunction, Outlet } from 'react-router';

const clerk = clerkMiddleware({ authorizedParties: ['http://localhost:3000'] });

export const middleware: MiddlewareFunction<Response>[] = [
  // One route stands outside, to show what is said then.
  (args, next) =>
    new URL(args.request.url).pathname === '/unwatched' ? next() : clerk(args, next),
];

export default function Root() {
  return (
    <html lang="en">
      <body>
        <Outlet />
      </body>
    </html>
  );
}
