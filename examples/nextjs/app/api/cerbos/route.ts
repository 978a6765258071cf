// Tells the browser what to show. The handlers that its buttons call are guarded by their own rules.
export { checkEndpoint as POST } from '@/lib/authz';
