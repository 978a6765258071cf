export { checkEndpoint as POST } from '../../lib/authz';
