// Tells the browser which buttons to show. Each handler behind a button has its own rule.
export { checkEndpoint as POST } from '@/lib/authz';
