import { describe, expect, it } from 'vitest';
import { manifest } from '../setup/publishedPackage';
import { type Import, importsOf, reach, sourceFiles } from './moduleGraph';

// From the ground up. A room imports itself and the rooms of the floors below, never one beside it.
const floors = [
  ['base'],
  ['identify', 'answer', 'testing'],
  ['ask'],
  ['bridge', 'react', 'otel'],
  ['adapters', 'index.ts'],
] as const;

function floorOf(file: string): number {
  const [, room = ''] = file.split('/');
  const floor = floors.findIndex((rooms) => (rooms as readonly string[]).includes(room));
  if (floor < 0) throw new Error(`src/${room} has no place in the house; give it one.`);
  return floor;
}

/** Rooms that are entries of their own, and so may import packages. */
const isEntry = (file: string) => /^src\/(adapters|react|otel|testing|index)\b/.test(file);

/** `ask`, `testing`, `adapters/nextjs`. */
function roomOf(file: string): string {
  const [, folder = '', framework = ''] = file.split('/');
  return folder === 'adapters' ? `adapters/${framework}` : folder;
}

const edges = sourceFiles().flatMap(importsOf);
const show = ({ from, to }: Import) => `${from} imports ${to}`;
const dependencies = Object.keys(manifest().dependencies ?? {});

describe('the walls', () => {
  it('stand around sources that the tests can see', () => {
    expect(edges.filter(({ internal }) => internal).length).toBeGreaterThan(10);
    expect(sourceFiles()).toContain('src/index.ts');
  });

  it('let imports run one way: down, and never into a room of the same floor', () => {
    const upward = edges.filter(
      ({ from, to, internal }) =>
        internal && roomOf(from) !== roomOf(to) && floorOf(to) >= floorOf(from),
    );
    expect(upward.map(show)).toEqual([]);
  });

  it('let the layers below the adapters import no package but our own dependencies', () => {
    const foreign = edges.filter(
      ({ from, to, internal }) => !internal && !isEntry(from) && !dependencies.includes(to),
    );
    expect(foreign.map(show)).toEqual([]);
  });

  it('keep Clerk, Cerbos, Next.js and Node out of everything that the core entry reaches', () => {
    const reached = reach('src/index.ts', () => true);
    const foreign = reached.filter(({ to, internal }) => !internal && !dependencies.includes(to));
    expect(foreign.map(show)).toEqual([]);
  });

  it('keep everything that runs on the server out of what the browser loads', () => {
    const reached = reach('src/react/index.ts', ({ typeOnly }) => !typeOnly);
    const loaded = reached.map(({ to }) => to);
    expect(loaded).toContain('src/react/createDecisionStore.ts');
    const foreign = loaded.filter(
      (to) => to !== 'react' && to !== 'src/base/errors.ts' && !to.startsWith('src/react/'),
    );
    expect(foreign).toEqual([]);
  });

  it('let an adapter load its optional peers only when they are needed', () => {
    const peers =
      /^(@clerk|@cerbos|@opentelemetry|express|fastify|hono|next|react|react-dom)(\/|$)/;
    // The hooks are of no use without React.
    const eager = edges.filter(
      ({ from, to, typeOnly, lazy }) =>
        peers.test(to) && !typeOnly && !lazy && !(roomOf(from) === 'react' && to === 'react'),
    );
    expect(eager.map(show)).toEqual([]);
  });
});
