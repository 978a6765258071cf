import { CommandError } from '../CommandError';
import type { App } from './readApp';
import { astro } from './templates/astro';
import { mcp } from './templates/mcp';
import { nextjs, nextjsPages } from './templates/nextjs';
import { reactRouter, remix } from './templates/reactRouter';
import { express, fastify, hono } from './templates/servers';
import { tanstackStart } from './templates/tanstackStart';
import type { Framework } from './templates/Template';
import { web } from './templates/web';

/** Each framework that has an entry. */
export const frameworks: readonly Framework[] = [
  nextjs,
  nextjsPages,
  reactRouter,
  remix,
  tanstackStart,
  astro,
  express,
  fastify,
  hono,
  mcp,
  web,
];

/** The ids for `--framework`, in one line. */
export const frameworkIds: string = frameworks.map(({ id }) => id).join(', ');

/** The framework with an id. */
export function frameworkOf(id: string): Framework {
  const found = frameworks.find((framework) => framework.id === id);
  if (found === undefined) {
    throw new CommandError(`There is no framework "${id}". Choose one of: ${frameworkIds}.`);
  }
  return found;
}

/** The frameworks that an app uses, by its packages. */
export function frameworksIn(app: App): readonly Framework[] {
  return frameworks.filter(({ isIn }) => isIn(app));
}
