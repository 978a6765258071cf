import { guardedRoute } from '../../../../lib/authz';

export const GET = guardedRoute('grpc');
