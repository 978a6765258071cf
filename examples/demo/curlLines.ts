import type { Stage } from './stage';

const hour = 3600;

/** Requests to copy into another terminal, with tokens that last an hour. */
export function curlLines({ origin, sandbox }: Stage): string[] {
  const token = (userId: string, orgId: string) =>
    sandbox.sessionToken({ userId, orgId, azp: origin, expiresInSeconds: hour });
  return [
    `BEN='${token('user_ben', 'org_acme')}'`,
    `GUS='${token('user_gus', 'org_globex')}'`,
    `curl -i ${origin}/documents`,
    `curl -i -H "Authorization: Bearer $BEN" ${origin}/documents`,
    `curl -i -H "Authorization: Bearer $GUS" ${origin}/documents/salaries`,
    `curl -i -H "Authorization: Bearer $BEN" -X DELETE ${origin}/documents/contract`,
  ];
}
