export type {
  AcceptsToken,
  AnyGrant,
  Grant,
  GrantOf,
  GrantTypes,
  Rule,
  SessionTokensOnly,
} from '../../bridge/guard/Rule';
export { createClerkCerbos } from './createClerkCerbos';
export type {
  NextPagesClerkCerbos,
  NextPagesClerkCerbosOptions,
  PagesRequest,
  WithCerbos,
} from './NextPagesClerkCerbos';
