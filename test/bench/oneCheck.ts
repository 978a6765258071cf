import { createClerkCerbos } from 'clerk-cerbos';
import { comparePaired, repeat } from './comparePaired';
import type { Figure } from './Figure';
import { documentOf, handMadePrincipal } from './questions';
import { clientNames, type Stage } from './Stage';

/** One check: through us, and by the client itself; and one client by the other. */
export async function measureOneCheck({ auth, clients, rounds }: Stage): Promise<Figure[]> {
  const principal = handMadePrincipal(auth);
  const resource = documentOf(1);
  const action = 'view';
  const figures: Figure[] = [];
  for (const of of clientNames) {
    const { isAllowed } = createClerkCerbos({ cerbos: clients[of] });
    const { ratio, difference } = await comparePaired(
      {
        ours: repeat(() => isAllowed(auth, { resource, action })),
        raw: repeat(() => clients[of].isAllowed({ principal, resource, action })),
      },
      rounds(10, 2),
    );
    figures.push(
      {
        name: "one check: through us, by the client's own, wall time",
        of,
        value: ratio('ours', 'raw', 'wall'),
        unit: '×',
        target: { atMost: 1.1 },
      },
      {
        name: 'one check: CPU time that we add',
        of,
        value: difference('ours', 'raw', 'cpu') * 1000,
        unit: 'µs',
      },
    );
  }
  return [...figures, ...(await measureClients({ auth, clients, rounds }))];
}

async function measureClients({ auth, clients, rounds }: Stage): Promise<Figure[]> {
  const principal = handMadePrincipal(auth);
  const check = (client: Stage['clients']['@cerbos/http']) =>
    repeat(() => client.isAllowed({ principal, resource: documentOf(1), action: 'view' }));
  const { ratio } = await comparePaired(
    { http: check(clients['@cerbos/http']), grpc: check(clients['@cerbos/grpc']) },
    rounds(10),
  );
  return (['wall', 'cpu'] as const).map((what) => ({
    name: `one check: @cerbos/http, by @cerbos/grpc, ${what === 'wall' ? 'wall' : "Node's CPU"} time`,
    of: 'both',
    value: ratio('http', 'grpc', what),
    unit: '×',
  }));
}
