import { createFileRoute } from '@tanstack/react-router';
import * as functions from '../lib/documentFns';

/** Where a browser calls each server function. The build chooses the addresses. */
export const Route = createFileRoute('/functions')({
  server: {
    handlers: {
      GET: () =>
        Response.json(
          Object.fromEntries(Object.entries(functions).map(([name, { url }]) => [name, url])),
        ),
    },
  },
});
