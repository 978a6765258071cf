import { toPrincipal } from 'clerk-cerbos';
import { comparePaired, type Side } from './comparePaired';
import type { Figure } from './Figure';
import type { Stage } from './Stage';

/** The way from the auth object to the principal, by a copy of the claims through JSON. */
export async function measurePrincipal({ auth, rounds }: Stage): Promise<Figure[]> {
  const claims = auth.sessionClaims;
  let last: unknown;
  const again =
    (work: () => unknown): Side =>
    (times) => {
      for (let time = 0; time < times; time += 1) last = work();
    };
  const { ratio, cost } = await comparePaired(
    {
      ours: again(() => toPrincipal(auth)),
      json: again(() => JSON.parse(JSON.stringify(claims))),
    },
    rounds(2000),
  );
  if (typeof last !== 'object') throw new Error('Nothing was made.');
  const of = 'core';
  return [
    {
      name: 'toPrincipal, by JSON.parse(JSON.stringify(claims)), wall time',
      of,
      value: ratio('ours', 'json', 'wall'),
      unit: '×',
      target: { atMost: 1 },
    },
    { name: 'toPrincipal', of, value: cost('ours').wall * 1000, unit: 'µs' },
  ];
}
