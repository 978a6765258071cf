import { hash } from 'bcryptjs';
import { startPdp } from '../../src/testing/cerbos/startPdp';
import { startTimeoutMs } from './pdp';
import { root } from './publishedPackage';

/** Who may use the Admin API. */
export const admin = { username: 'ada', password: 'correct horse' };

/** Starts a real PDP that has the Admin API, which `startCerbos` leaves out. */
export async function startAdminPdp(policies: string) {
  const passwordHash = Buffer.from(await hash(admin.password, 4)).toString('base64');
  return startPdp({
    policies,
    admin: { username: admin.username, passwordHash },
    startTimeoutMs,
    resolveFrom: root,
  });
}
