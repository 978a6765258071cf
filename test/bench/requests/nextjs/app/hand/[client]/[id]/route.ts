import { auth } from '@clerk/nextjs/server';
import { isAllowedByHand } from '../../../../../byHand';

interface Context {
  params: Promise<{ client: string; id: string }>;
}

export async function GET(_request: Request, { params }: Context) {
  const { client, id } = await params;
  const allowed = await isAllowedByHand(await auth(), client === 'grpc' ? 'grpc' : 'http', id);
  return allowed ? Response.json({ id }) : new Response(null, { status: 403 });
}
