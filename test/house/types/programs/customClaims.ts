// An app that said, in Clerk's own global interface, what it adds to its session tokens.
import { type CerbosClient, createClerkCerbos, type PrincipalSource } from 'clerk-cerbos';
import type { Equal, Expect } from './Equal.js';

declare global {
  interface CustomJwtSessionClaims {
    metadata?: { readonly clearance?: number };
    department: string;
  }
}

declare const cerbos: CerbosClient;

export const { isAllowed } = createClerkCerbos({
  cerbos,
  principal: {
    roles: ({ claims }) => {
      // Whatever Clerk's dashboard says, an older token may lack it.
      type _Department = Expect<Equal<typeof claims.department, string | undefined>>;
      // @ts-expect-error -- it may be missing
      claims.department.toUpperCase();
      // @ts-expect-error -- a misspelt member
      void claims.metadata?.clearence;
      return (claims.metadata?.clearance ?? 0) > 3 ? ['cleared'] : [];
    },
    attr: ({ claims }) => ({ level: claims.metadata?.clearance ?? 0 }),
  },
});

// What nobody declared is not known.
export const other = ({ claims }: PrincipalSource) => {
  type _Other = Expect<Equal<(typeof claims)['other'], unknown>>;
  return claims['other'];
};
