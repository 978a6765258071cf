-- What `prisma migrate` would write for schema.prisma, and a check.
create table if not exists documents (
  id text primary key,
  title text not null,
  body text not null,
  owner_id text not null,
  -- Without an active organization, clerk-cerbos says "". No organization of Clerk has this id.
  org_id text not null check (org_id <> ''),
  shared_with_users text[] not null,
  shared_with_organizations text[] not null
);
