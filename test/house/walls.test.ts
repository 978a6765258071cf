import { describe, expect, it } from 'vitest';
import { manifest } from '../setup/publishedPackage';
import { type Import, importsOf, reach, sourceFiles } from './moduleGraph';

// From the ground up. A room imports itself and the rooms of the floors below, never one beside it.
// Nothing imports a framework's room, and of the rooms beside those only the command line does.
const floors = [
  ['base'],
  ['identify', 'answer'],
  ['ask'],
  ['bridge', 'browser', 'lists'],
  ['adapters', 'react', 'otel', 'testing', 'drizzle', 'prisma', 'index.ts'],
  ['cli'],
] as const;

// `ask` is the largest room, and has floors of its own.
const floorsOfAsk = [
  ['types'],
  ['readQuestion.ts', 'readLoaders.ts', 'pdp', 'refuseDropped.ts'],
  ['loadKind.ts', 'watchCalls.ts', 'createNotify.ts'],
  ['loads.ts', 'logDenial.ts', 'missingScopes.ts', 'reasonsOf.ts'],
  ['decide.ts', 'warnOfRolePolicy.ts'],
  ['createPlans.ts'],
  ['PrincipalClient.ts'],
  ['createPrincipalClient.ts', 'argumentsOfVerb.ts', 'filterAllowed.ts'],
  ['checkFields.ts', 'listByChecks.ts'],
  ['createVerbs.ts', 'observe.ts'],
] as const;

function floorIn(house: readonly (readonly string[])[], room: string): number {
  const floor = house.findIndex((rooms) => rooms.includes(room));
  if (floor < 0) throw new Error(`${room} has no place in the house; give it one.`);
  return floor;
}

function floorOf(file: string): number {
  const [, room = ''] = file.split('/');
  return floorIn(floors, room);
}

/** Rooms that are entries of their own, and so may import packages. */
const isEntry = (file: string) =>
  /^src\/(adapters|react|otel|testing|drizzle|prisma|cli|index)\b/.test(file);

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

  it('let imports run one way inside of ask, too', () => {
    const partOf = (file: string) => file.split('/')[2] ?? '';
    const upward = edges.filter(({ from, to }) => {
      if (roomOf(from) !== 'ask' || roomOf(to) !== 'ask' || partOf(from) === partOf(to))
        return false;
      return floorIn(floorsOfAsk, partOf(to)) >= floorIn(floorsOfAsk, partOf(from));
    });
    expect(upward.map(show)).toEqual([]);
  });

  it('let no file import itself by way of others', () => {
    const circles = sourceFiles().filter((file) =>
      reach(file, ({ internal }) => internal).some(({ to }) => to === file),
    );
    expect(circles).toEqual([]);
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
    const loadedBy = (entry: string) =>
      reach(entry, ({ typeOnly }) => !typeOnly).map(({ to }) => to);
    const strangers = (entry: string, known: RegExp) =>
      loadedBy(entry).filter((to) => !known.test(to));
    expect(loadedBy('src/react/index.ts')).toContain('src/browser/createDecisionStore.ts');
    const store = /^src\/(browser\/|base\/(development|errors)\.ts)/;
    expect(strangers('src/browser/index.ts', store)).toEqual([]);
    const hooks = new RegExp(`^react$|^src/react/|${store.source}`);
    expect(strangers('src/react/index.ts', hooks)).toEqual([]);
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
