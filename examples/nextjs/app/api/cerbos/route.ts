// What a page may show. What its buttons call is guarded by rules of its own.
export { checkEndpoint as POST } from '@/lib/authz';
