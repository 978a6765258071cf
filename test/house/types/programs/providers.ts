// What an app makes once and injects, as a provider of NestJS: its type needs a name.
import {
  type Action,
  type Attr,
  type CerbosClient,
  type ClerkAuth,
  type ClerkCerbos,
} from 'clerk-cerbos';
import { createClerkCerbos } from 'clerk-cerbos';
import { createClerkCerbos as createExpress, type ExpressClerkCerbos } from 'clerk-cerbos/express';
import { createClerkCerbos as createFastify, type FastifyClerkCerbos } from 'clerk-cerbos/fastify';
import { createClerkCerbos as createHono, type HonoClerkCerbos } from 'clerk-cerbos/hono';
import { createClerkCerbos as createNext, type NextClerkCerbos } from 'clerk-cerbos/nextjs';
import {
  createClerkCerbos as createPages,
  type NextPagesClerkCerbos,
} from 'clerk-cerbos/nextjs/pages';
import {
  createClerkCerbos as createReactRouter,
  type ReactRouterClerkCerbos,
} from 'clerk-cerbos/react-router';
import { createClerkCerbos as createRemix, type RemixClerkCerbos } from 'clerk-cerbos/remix';
import {
  createClerkCerbos as createWeb,
  type WebAuth,
  type WebClerkCerbos,
} from 'clerk-cerbos/web';
import type { Request } from 'express';
import type { Equal, Expect } from './Equal.js';

interface Policies {
  document: { actions: 'view' | 'edit'; attr: { ownerId: string } };
  folder: { actions: 'open'; attr: { depth: number } };
}

declare module 'clerk-cerbos' {
  interface Register {
    policies: Policies;
  }
}

export type Defaults = [
  Expect<Equal<Action, 'view' | 'edit' | 'open'>>,
  Expect<Equal<Action<Policies>, 'view' | 'edit' | 'open'>>,
  Expect<Equal<Action<Policies, 'folder'>, 'open'>>,
  Expect<Equal<Attr<Policies, 'folder'>, { depth: number }>>,
];

declare const cerbos: CerbosClient;
declare const auth: WebAuth;
const options = {
  cerbos,
  resources: { document: async (id: string) => ({ attr: { ownerId: id }, value: { title: id } }) },
};

type Loads = typeof options.resources;

// Each is the type of what its entry makes.
export const core: ClerkCerbos = createClerkCerbos({ cerbos });
// With loaders, the type names theirs: TypeScript 5.9 takes no other one for it.
export const coreWithLoaders: ClerkCerbos<Policies, Loads> = createClerkCerbos(options);
export const express: ExpressClerkCerbos = createExpress({ cerbos });
export const fastify: FastifyClerkCerbos = createFastify({ cerbos });
export const hono: HonoClerkCerbos = createHono({ cerbos });
export const next: NextClerkCerbos = createNext({ cerbos });
export const pages: NextPagesClerkCerbos = createPages({ cerbos });
export const reactRouter: ReactRouterClerkCerbos = createReactRouter({ cerbos });
export const remix: RemixClerkCerbos = createRemix({ cerbos });
export const web: WebClerkCerbos = createWeb({ cerbos, auth });

// TypeScript 5 does not see that loaders fit the default, so there they are part of the type. So it
// is for Hono in each version, because its contexts are read and written.
export const withLoads: [
  ExpressClerkCerbos<Policies, Loads>,
  FastifyClerkCerbos<Policies, Loads>,
  HonoClerkCerbos<Policies, Loads>,
  NextClerkCerbos<Policies, Loads>,
  NextPagesClerkCerbos<Policies, Loads>,
  ReactRouterClerkCerbos<Policies, Loads>,
  RemixClerkCerbos<Policies, Loads>,
  WebClerkCerbos<Policies, Loads>,
] = [
  createExpress(options),
  createFastify(options),
  createHono(options),
  createNext(options),
  createPages(options),
  createReactRouter(options),
  createRemix(options),
  createWeb({ ...options, auth }),
];

/** As NestJS injects it. */
export class Documents {
  constructor(
    private readonly core: ClerkCerbos,
    private readonly express: ExpressClerkCerbos,
  ) {}

  async mayEdit(auth: ClerkAuth, req: Request): Promise<boolean> {
    const resource = { kind: 'document', id: '1' } as const;
    // @ts-expect-error -- the registered policies know no such action
    await this.core.isAllowed(auth, { resource, action: 'fly' });
    // @ts-expect-error -- nor here
    await this.express.isAllowed(req, { resource, action: 'fly' });
    await this.core.isAllowed(auth, { resource, action: 'edit' });
    return this.express.isAllowed(req, { resource, action: 'edit' });
  }
}
