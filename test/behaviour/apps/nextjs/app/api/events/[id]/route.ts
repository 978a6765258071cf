import { AsyncResource } from 'node:async_hooks';
import { isClerkCerbosError } from 'clerk-cerbos';
import { document, withCerbos } from '../../../../lib/authz';

/** Events that are made when they are read, outside of the request: unbound, and bound to it. */
export const GET = withCerbos({ action: 'view', resource: document }, (_1, _2, grant) => {
  const { kind, id } = grant.resource;
  const ask = async () => {
    try {
      return `may view: ${await grant.authorizer.isAllowed({ resource: { kind, id }, action: 'view' })}`;
    } catch (error) {
      return isClerkCerbosError(error) ? error.message : String(error);
    }
  };
  const ways = [ask, AsyncResource.bind(ask)];
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const way = ways.shift();
        if (way === undefined) controller.close();
        else controller.enqueue(encoder.encode(`data: ${await way()}\n\n`));
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(stream, { headers: { 'Content-Type': 'text/event-stream' } });
});
