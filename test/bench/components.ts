import { type CerbosClient, createClerkCerbos } from 'clerk-cerbos';
import { comparePaired, repeat } from './comparePaired';
import type { Figure } from './Figure';
import { documents, handMadePrincipal } from './questions';
import { clientNames, type Stage } from './Stage';

const action = 'view';

/** 200 components that ask about 100 resources, each of them twice: at first, and once more. */
export async function measureComponents({ auth, clients, rounds }: Stage): Promise<Figure[]> {
  const principal = handMadePrincipal(auth);
  const resources = documents(100);
  const asked = [...resources, ...resources];
  const figures: Figure[] = [];
  for (const of of clientNames) {
    const raw = clients[of];
    const counted = countCalls(raw);
    const bridge = createClerkCerbos({ cerbos: counted });
    const ours = async () => {
      const { isAllowed } = await bridge.authorizer(auth);
      for (let time = 0; time < 2; time += 1) {
        await Promise.all(asked.map((resource) => isAllowed({ resource, action })));
      }
    };
    const alone = async () => {
      for (let time = 0; time < 2; time += 1) {
        await Promise.all(asked.map((resource) => raw.isAllowed({ principal, resource, action })));
      }
    };
    const { ratio } = await comparePaired(
      { ours: repeat(ours), alone: repeat(alone) },
      rounds(1, 0.2),
    );
    const before = counted.calls;
    await ours();
    const name = '200 components ask about 100 resources, twice';
    figures.push(
      {
        name: `${name}: calls to the PDP (each by itself: 400)`,
        of,
        value: counted.calls - before,
        unit: 'calls',
        target: { atMost: 2 },
      },
      {
        name: `${name}: each by itself, by us, wall time`,
        of,
        value: ratio('alone', 'ours', 'wall'),
        unit: '×',
      },
    );
  }
  return figures;
}

function countCalls(client: CerbosClient): CerbosClient & { readonly calls: number } {
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    checkResources(...args) {
      calls += 1;
      return client.checkResources(...args);
    },
    planResources: (...args) => client.planResources(...args),
  };
}
