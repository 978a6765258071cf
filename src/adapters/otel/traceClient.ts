import type { CerbosClient } from '../../ask/CerbosClient';
import type { Trace } from './createTrace';

/** The same client, with the two calls that we make traced; everything else is its own. */
export function traceClient<Client extends CerbosClient>(cerbos: Client, trace: Trace): Client {
  const traced: CerbosClient = {
    checkResources: (request, options) =>
      trace({
        method: 'CheckResources',
        attributes: { 'cerbos.batch.size': request.resources.length },
        options,
        send: (options) => cerbos.checkResources(request, options),
      }),
    planResources: (request, options) =>
      trace({
        method: 'PlanResources',
        options,
        send: (options) => cerbos.planResources(request, options),
      }),
  };
  // Not around the client itself, which may be frozen, and whose methods may need it as `this`.
  // A client is an object, and what makes one says what it is an instance of.
  const shell = Object.create(Object.getPrototypeOf(cerbos) as object | null) as object;
  const wrapped = new Proxy(shell, {
    get(_, name): unknown {
      if (Object.hasOwn(traced, name)) return Reflect.get(traced, name);
      const member: unknown = Reflect.get(cerbos, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => Reflect.apply(member, cerbos, args);
    },
    has: (_, name) => Reflect.has(cerbos, name),
  });
  // It has every member of the client, the two traced ones with the same parameters and answers.
  return wrapped as Client;
}
