/** Runs once when the server starts, and never in `next build`. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { database } = await import('./lib/database');
  // To start Postgres in this process takes longer than the first request would wait for it.
  await database();
}
