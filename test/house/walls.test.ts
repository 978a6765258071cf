import { describe, expect, it } from 'vitest';
import { manifest } from '../setup/publishedPackage';
import { type Import, importsOf, reach, sourceFiles } from './moduleGraph';

// The way of a request, read from left to right; a layer may import itself and what stands left of
// it. Of the files directly in src, some are the base, and the others join the layers.
const ladder = ['base', 'identify', 'ask', 'answer', 'factory', 'entries'] as const;
type Layer = (typeof ladder)[number];

const base = [
  'development.ts',
  'errorGuards.ts',
  'errors.ts',
  'InitialDecisions.ts',
  'member.ts',
  'misconfigured.ts',
  'snapshot.ts',
  'StepUp.ts',
  'value.ts',
];
const entryFolders = ['adapters', 'testing'];

function layerOf(file: string): Layer {
  const [, folder = '', ...rest] = file.split('/');
  if (folder === 'index.ts') return 'entries';
  if (rest.length === 0) return base.includes(folder) ? 'base' : 'factory';
  if (entryFolders.includes(folder)) return 'entries';
  const layer = ladder.find((name) => name === folder);
  if (layer === undefined)
    throw new Error(`src/${folder} has no place on the ladder; give it one.`);
  return layer;
}

/** Which of the top layer's rooms: `core`, `testing`, `adapters/nextjs`. */
function roomOf(file: string): string {
  if (file === 'src/index.ts') return 'core';
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

  it('let imports run one way: base, identify, ask, answer, factory, entries', () => {
    const upward = edges.filter(
      ({ from, to, internal }) =>
        internal && ladder.indexOf(layerOf(to)) > ladder.indexOf(layerOf(from)),
    );
    expect(upward.map(show)).toEqual([]);
  });

  it('keep entries apart: an adapter imports no other adapter, and nobody the core entry', () => {
    const across = edges.filter(
      ({ from, to, internal }) =>
        internal &&
        layerOf(from) === 'entries' &&
        layerOf(to) === 'entries' &&
        roomOf(from) !== roomOf(to),
    );
    expect(across.map(show)).toEqual([]);
  });

  it('let the layers below the adapters import no package but our own dependencies', () => {
    const foreign = edges.filter(
      ({ from, to, internal }) =>
        !internal && layerOf(from) !== 'entries' && !dependencies.includes(to),
    );
    expect(foreign.map(show)).toEqual([]);
  });

  it('keep Clerk, Cerbos, Next.js and Node out of everything that the core entry reaches', () => {
    const reached = reach('src/index.ts', () => true);
    const foreign = reached.filter(({ to, internal }) => !internal && !dependencies.includes(to));
    expect(foreign.map(show)).toEqual([]);
  });

  it('keep everything that runs on the server out of what the browser loads', () => {
    const reached = reach('src/adapters/react/index.ts', ({ typeOnly }) => !typeOnly);
    const loaded = reached.map(({ to }) => to);
    expect(loaded).toContain('src/adapters/react/createDecisionStore.ts');
    const foreign = loaded.filter(
      (to) => to !== 'react' && to !== 'src/errors.ts' && !to.startsWith('src/adapters/react/'),
    );
    expect(foreign).toEqual([]);
  });

  it('let an adapter load its optional peers only when they are needed', () => {
    const peers =
      /^(@clerk|@cerbos|@opentelemetry|express|fastify|hono|next|react|react-dom)(\/|$)/;
    // The hooks are of no use without React.
    const eager = edges.filter(
      ({ from, to, typeOnly, lazy }) =>
        peers.test(to) &&
        !typeOnly &&
        !lazy &&
        !(roomOf(from) === 'adapters/react' && to === 'react'),
    );
    expect(eager.map(show)).toEqual([]);
  });
});
