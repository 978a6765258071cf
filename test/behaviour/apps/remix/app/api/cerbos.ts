export { checkEndpoint as action } from '../lib/authz';
