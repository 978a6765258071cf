import { createFileRoute } from '@tanstack/react-router';
import { firstPaint, maySee, readDocument } from '../lib/documentFns';

export const Route = createFileRoute('/pages/$id')({
  loader: async ({ params: { id } }) => {
    const [document, sees, first] = await Promise.all([
      readDocument({ data: { id } }),
      maySee(),
      firstPaint(),
    ]);
    return { document, sees, first };
  },
  component: function Page() {
    return <pre>{JSON.stringify(Route.useLoaderData())}</pre>;
  },
});
