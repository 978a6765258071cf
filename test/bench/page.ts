import { createClerkCerbos } from 'clerk-cerbos';
import { comparePaired, repeat } from './comparePaired';
import type { Figure } from './Figure';
import { documents, handMadePrincipal } from './questions';
import { clientNames, type Stage } from './Stage';

const action = 'view';

/** 50 checks scattered over a page: through us, in one batch made by hand, and each by itself. */
export async function measurePage({ auth, clients, rounds }: Stage): Promise<Figure[]> {
  const principal = handMadePrincipal(auth);
  const resources = documents(50);
  const figures: Figure[] = [];
  for (const of of clientNames) {
    const cerbos = clients[of];
    const bridge = createClerkCerbos({ cerbos });
    const { ratio } = await comparePaired(
      {
        ours: repeat(async () => {
          const { isAllowed } = await bridge.authorizer(auth);
          await Promise.all(resources.map((resource) => isAllowed({ resource, action })));
        }),
        batch: repeat(() =>
          cerbos.checkResources({
            principal,
            resources: resources.map((resource) => ({ resource, actions: [action] })),
          }),
        ),
        singles: repeat(() =>
          Promise.all(
            resources.map((resource) => cerbos.isAllowed({ principal, resource, action })),
          ),
        ),
      },
      rounds(5),
    );
    const page = '50 checks of a page';
    figures.push(
      {
        name: `${page}: through us, by one hand-made batch, wall time`,
        of,
        value: ratio('ours', 'batch', 'wall'),
        unit: '×',
        target: { atMost: 1.1 },
      },
      {
        name: `${page}: 50 single checks at once, by us, wall time`,
        of,
        value: ratio('singles', 'ours', 'wall'),
        unit: '×',
        target: { atLeast: 4 },
      },
      {
        name: `${page}: 50 single checks at once, by us, Node's CPU time`,
        of,
        value: ratio('singles', 'ours', 'cpu'),
        unit: '×',
        target: { atLeast: 8 },
      },
      {
        name: `${page}: 50 single checks at once, by the hand-made batch, Node's CPU time`,
        of,
        value: ratio('singles', 'batch', 'cpu'),
        unit: '×',
      },
    );
  }
  return figures;
}
