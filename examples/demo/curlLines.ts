import type { Stage } from './stage';

const hour = 3600;

/**
 * Requests to copy into another terminal, with tokens that last an hour.
 *
 * @param path - where the app serves its documents.
 */
export function curlLines({ origin, sandbox }: Stage, path = '/documents'): string[] {
  const token = (userId: string, orgId: string) =>
    sandbox.sessionToken({ userId, orgId, azp: origin, expiresInSeconds: hour });
  const documents = origin + path;
  return [
    'Or copy these lines. Ben Okafor is a member of Acme. Gus Lindt is an admin of Globex.',
    `BEN='${token('user_ben', 'org_acme')}'`,
    `GUS='${token('user_gus', 'org_globex')}'`,
    `curl -i ${documents}`,
    `curl -i -H "Authorization: Bearer $BEN" ${documents}`,
    `curl -i -H "Authorization: Bearer $GUS" ${documents}/salaries`,
    `curl -i -H "Authorization: Bearer $BEN" -X DELETE ${documents}/contract`,
  ];
}
