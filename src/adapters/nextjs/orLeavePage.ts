import { isDenied } from '../../errorGuards';
import { currentAuth } from './currentAuth';
import { currentRequest } from './currentRequest';
import { leavePage } from './leavePage';

/** Makes `authorize` leave the page that is being rendered; elsewhere it throws as ever. */
export function orLeavePage<Args extends readonly unknown[], Decision>(
  authorize: (...args: Args) => Promise<Decision>,
): (...args: Args) => Promise<Decision> {
  return async (...args) => {
    try {
      return await authorize(...args);
    } catch (error) {
      if (!isDenied(error)) throw error;
      const { key, isRender } = await currentRequest();
      if (!isRender) throw error;
      return leavePage(error, await currentAuth(key));
    }
  };
}
