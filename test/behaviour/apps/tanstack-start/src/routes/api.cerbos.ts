import { createFileRoute } from '@tanstack/react-router';
import { checkEndpoint } from '../lib/authz.server';

export const Route = createFileRoute('/api/cerbos')({
  server: { handlers: { GET: checkEndpoint, POST: checkEndpoint } },
});
