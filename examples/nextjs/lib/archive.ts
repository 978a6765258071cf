import { sql } from 'drizzle-orm';

/**
 * 9,994 older documents, the same in each start, so that the table has 10,000. Acme has 250 of them,
 * Globex 125. All others belong to organizations that no person of the example is a member of.
 * Postgres makes them itself, which is much faster than sending them.
 */
export const archive = sql`
  select
    'archive-' || n as id,
    (array['Minutes', 'Offer', 'Invoice', 'Report', 'Checklist'])[1 + n / 40 % 5] || ' ' || n as title,
    'Filed under ' || n / 100 || '.' as body,
    case
      when n % 40 = 0 then (array['user_ada', 'user_ben', 'user_cleo'])[1 + n / 40 % 3]
      when n % 80 = 1 then (array['user_gus', 'user_hana', 'user_ben'])[1 + n / 80 % 3]
      else 'user_' || n % 97
    end as owner_id,
    case
      when n % 40 = 0 then 'org_acme'
      when n % 80 = 1 then 'org_globex'
      else 'org_' || n % 97
    end as org_id,
    case when n % 240 = 0 then array['user_nora'] else '{}' end as shared_with_users,
    case
      when n % 200 = 0 then array['org_globex']
      when n % 400 = 1 then array['org_acme']
      else '{}'
    end as shared_with_organizations,
    timestamptz '2023-01-01 00:00Z' + n * interval '1 hour' as created_at
  from generate_series(0, 9993) as n`;
