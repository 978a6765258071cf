// Sets up the database in DATABASE_DIR, as the app does when it starts.
import { prepareDatabase } from '../lib/database';

await prepareDatabase();
await globalThis.openedDatabase?.close();
