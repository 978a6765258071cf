/** What every page here shows, a refusal too, is for one person: no cache may keep any of it. */
export const headers = () => ({ 'Cache-Control': 'private, no-store' });
