import type { GetAuthorizer } from 'clerk-cerbos/astro';
import type { server } from './actions';

declare global {
  namespace App {
    interface Locals {
      cerbos: GetAuthorizer;
    }
  }
}

// `astro sync` writes the same, but it needs a newer Node.js than the rest of this repository.
declare module 'astro:actions' {
  export const actions: typeof server;
}
