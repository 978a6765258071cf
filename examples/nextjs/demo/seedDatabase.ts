// Sets up the database in DATABASE_DIR, as the app does when it finds none there.
import { database } from '../lib/database';

const { $client } = await database();
await $client.close();
