import type { Check } from './Check';
import { publicVariables, publishableKey, sameInstance, secretKey } from './clerk/keys';
import { clerkPermissions, clerkRoles } from './clerk/organizations';
import { hasPolicies } from './pdp/hasPolicies';
import { interfaces } from './pdp/interfaces';
import { reachable } from './pdp/reachable';
import { schemaEnforcement } from './pdp/schemaEnforcement';
import { adminApi, cors, limits, scopeSearch, tokenCache } from './pdp/settings';
import { principalAttributes, resourceAttributes } from './policies/attributes';
import { compiles } from './policies/compiles';
import { denials } from './policies/denials';
import { mixedConditions } from './policies/mixedConditions';
import { plans, rolePolicyKinds, scopedOutputs, systemPermissions } from './policies/otherFaults';
import { readable } from './policies/readable';
import { plainUser, tenants } from './policies/rights';
import { roles } from './policies/roles';

/** All checks, in the order in which they are printed. */
export const checks: readonly Check[] = [
  reachable,
  hasPolicies,
  schemaEnforcement,
  scopeSearch,
  adminApi,
  cors,
  interfaces,
  limits,
  tokenCache,
  readable,
  compiles,
  tenants,
  plainUser,
  denials,
  principalAttributes,
  resourceAttributes,
  roles,
  systemPermissions,
  mixedConditions,
  plans,
  rolePolicyKinds,
  scopedOutputs,
  secretKey,
  publishableKey,
  sameInstance,
  publicVariables,
  clerkRoles,
  clerkPermissions,
];
