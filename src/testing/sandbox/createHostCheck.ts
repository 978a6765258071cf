/**
 * Makes the check of the hosts that a request names. The owner of a name may have it lead to this
 * machine, and the browser then takes the sandbox for a part of their site; but no name of this
 * machine, nor an address, is theirs.
 *
 * @param hosts - other names that are the app's, without a port.
 * @see https://en.wikipedia.org/wiki/DNS_rebinding
 */
export function createHostCheck(hosts: readonly string[] = []): (host: string) => boolean {
  return (host) => {
    if (!URL.canParse(`http://${host}`)) return false;
    const { hostname } = new URL(`http://${host}`);
    return LOOPBACK.test(hostname) || hosts.includes(hostname);
  };
}

const LOOPBACK = /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
