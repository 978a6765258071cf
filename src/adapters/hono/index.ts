export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  TokenType,
} from '../../bridge/guard/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export type { HonoClerkCerbos, WithCerbos } from './HonoClerkCerbos';
export { onError } from './guardRoute';
