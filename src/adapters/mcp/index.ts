export { createClerkCerbos } from './createClerkCerbos';
export type { GuardOptions } from './guardServer';
export type { McpClerkCerbos, McpRule } from './McpClerkCerbos';
export type { McpContext } from './McpContext';
export type { McpItem } from './McpItem';
export type { FindAuth } from './Message';
export { type McpAuthInfo, toAuthInfo } from './toAuthInfo';
export type { ItemToResource } from './toQuestion';
export type { ClerkCerbosOptions } from '../../bridge/ClerkCerbosOptions';
