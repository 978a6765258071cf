import { app } from './app';
import { prepareDatabase } from './database';

const { HOST = 'localhost', PORT = '3000' } = process.env;

await prepareDatabase();
app.listen(Number(PORT), HOST, () => console.log(`http://${HOST}:${PORT}/documents`));
