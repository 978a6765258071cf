import { guardedRoutes } from '../../../guardedRoutes';
import * as authz from '../lib/authz';

export const { loader, action } = guardedRoutes(authz);
