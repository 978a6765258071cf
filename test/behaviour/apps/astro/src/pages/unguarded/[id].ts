import type { APIRoute } from 'astro';
import { authorize } from '../../lib/authz';
import { documentOf } from '../../lib/guards';

export const GET: APIRoute = async (context) => {
  await authorize(context, { resource: documentOf(context), action: 'view' });
  return Response.json({ ran: true });
};

export const POST: APIRoute = () => {
  throw new Error('a fault of the app');
};
