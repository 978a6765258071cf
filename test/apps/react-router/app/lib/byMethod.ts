import type { ActionFunctionArgs } from 'react-router';

type Action = (args: ActionFunctionArgs) => Promise<Response>;

/** One action for several methods: React Router calls the same one for all but GET. */
export const byMethod =
  (actions: Readonly<Record<string, Action>>) =>
  async (args: ActionFunctionArgs): Promise<Response> =>
    (await actions[args.request.method]?.(args)) ?? new Response(null, { status: 405 });
