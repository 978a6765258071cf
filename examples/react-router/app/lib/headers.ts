/** Every page, a refusal too, is for one person: no cache may keep it. */
export const headers = () => ({ 'Cache-Control': 'private, no-store' });
