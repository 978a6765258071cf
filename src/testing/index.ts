export type { CerbosServer, StartCerbosOptions } from './cerbos/CerbosServer';
export { startCerbos } from './cerbos/startCerbos';
