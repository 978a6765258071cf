import { HTTP } from '@cerbos/http';
import { clerkMiddleware } from '@clerk/nextjs/server';
import { createClerkCerbos } from 'clerk-cerbos';
import { type NextRequest, NextResponse } from 'next/server';

const { isAllowed } = createClerkCerbos({ cerbos: new HTTP(process.env.CERBOS_HTTP ?? '') });

export default clerkMiddleware(
  async (auth, request: NextRequest) => {
    const [, id] = /^\/checked\/(\w+)$/.exec(request.nextUrl.pathname) ?? [];
    if (id === undefined) return;
    const question = { resource: { kind: 'document', id, attr: { public: id === 'public' } } };
    if (await isAllowed(await auth(), { ...question, action: 'read' })) return;
    return new NextResponse('refused on the way', { status: 403 });
  },
  { authorizedParties: ['http://localhost:3000'] },
);

// One route stands outside, to show what is said then.
export const config = { matcher: ['/((?!unwatched|_next).*)'] };
