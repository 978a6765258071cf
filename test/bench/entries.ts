import { entries } from '../setup/publishedPackage';
import { median } from './comparePaired';
import type { Figure } from './Figure';
import { runNode } from './runNode';

interface Size {
  readonly name: string;
  readonly size: number;
  readonly sizeLimit: number;
}

/** How much each entry adds to a bundle, minified and compressed, beside its peers. */
export async function measureSizes(): Promise<Figure[]> {
  const printed = await runNode(['node_modules/size-limit/bin.js', '--json']);
  const sizes = JSON.parse(printed) as Size[]; // it is what size-limit prints
  return sizes.map(({ name, size, sizeLimit }) => ({
    name: 'size, minified and compressed',
    of: name,
    value: size / 1000,
    unit: 'kB',
    target: { atMost: sizeLimit / 1000 },
  }));
}

/** How long it takes to load each entry in a process of its own, its peers being there already. */
export async function measureImports(rounds: number): Promise<Figure[]> {
  const specifiers = entries().map(({ specifier }) => specifier);
  const times = new Map<string, number[]>(specifiers.map((specifier) => [specifier, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const specifier of specifiers) {
      const printed = await runNode(['--eval', program(specifier)]);
      times.get(specifier)?.push(Number(printed));
    }
  }
  return specifiers.map((of) => ({
    name: 'time to load, its peers being there',
    of,
    value: median(times.get(of) ?? []),
    unit: 'ms',
  }));
}

const peers: Readonly<Record<string, readonly string[]>> = {
  'clerk-cerbos/express': ['@clerk/express'],
  'clerk-cerbos/fastify': ['@clerk/fastify'],
  'clerk-cerbos/hono': ['@clerk/hono'],
  'clerk-cerbos/nextjs': ['react', '@clerk/nextjs/server'],
  'clerk-cerbos/nextjs/pages': ['@clerk/nextjs/server'],
  'clerk-cerbos/react-router': ['@clerk/react-router/server'],
  // Asked for only once something is asked.
  'clerk-cerbos/remix': [],
};

/** By `require`, since Node can't load the ES build of Clerk's SDK for Next.js. */
function program(specifier: string): string {
  return `
    for (const peer of ${JSON.stringify(peers[specifier] ?? [])}) require(peer);
    const started = performance.now();
    require(${JSON.stringify(specifier)});
    console.log(performance.now() - started);`;
}
