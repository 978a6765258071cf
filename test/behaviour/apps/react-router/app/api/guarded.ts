import { guardedRoutes } from '../../../guardedRoutes';
import * as authz from '../lib/authz';

// Not destructured: the build takes `loader` and `action` out of what it sends to the browser.
const routes = guardedRoutes(authz);

export const loader = routes.loader;
export const action = routes.action;
