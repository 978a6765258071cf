/** Every page, also a refusal, is for one user. No cache may keep it. */
export const headers = () => ({ 'Cache-Control': 'private, no-store' });
