/**
 * Makes the check of the hosts in a request. The owner of a domain can point it to this machine,
 * and the browser would then treat the sandbox as part of their site. The names of this machine and
 * its addresses are safe.
 *
 * @param hosts - other host names of the app, without a port.
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
