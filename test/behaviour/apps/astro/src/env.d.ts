import type { GetAuthorizer } from 'clerk-cerbos/astro';

declare global {
  namespace App {
    interface Locals {
      cerbos: GetAuthorizer;
      allowedFirst: boolean;
    }
  }
}
