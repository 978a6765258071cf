export { checkEndpoint as default } from '../../lib/authz';
