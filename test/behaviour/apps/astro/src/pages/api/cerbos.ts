export { checkEndpoint as GET, checkEndpoint as POST } from '../../lib/authz';
