import { isDevelopment } from './development';

const loopback = /^http:\/\/127\.0\.0\.1:\d{1,5}\/[\w-]{32,}$/;

/**
 * The address at which `clerk-cerbos dev` tells why the PDP denied something, with a random token
 * in its path. It sets `CLERK_CERBOS_DEV` for the app that it starts.
 *
 * @returns `undefined` without `dev`, outside of development, and for an address of another machine.
 */
export function devAddress(): string | undefined {
  if (!isDevelopment()) return undefined;
  const address = readAddress();
  return address !== undefined && loopback.test(address) ? address : undefined;
}

/** A bundler for an edge runtime may replace `process.env.NODE_ENV`, where there is no `process`. */
function readAddress(): string | undefined {
  try {
    return process.env.CLERK_CERBOS_DEV;
  } catch {
    return undefined;
  }
}
