/** Runs once when the server starts, and never in `next build`. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { database } = await import('./lib/database');
  // Postgres starts in this process. That takes longer than the first request would wait.
  await database();
}
