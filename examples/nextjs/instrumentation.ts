/** Runs once when the server starts, and never in `next build`. No request is answered before. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { prepareDatabase } = await import('./lib/database');
  await prepareDatabase();
}
