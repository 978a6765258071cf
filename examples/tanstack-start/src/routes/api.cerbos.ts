import { createFileRoute } from '@tanstack/react-router';
import { checkEndpoint } from '../lib/authz.server';

/** Answers the hooks. */
export const Route = createFileRoute('/api/cerbos')({
  server: { handlers: { POST: checkEndpoint } },
});
