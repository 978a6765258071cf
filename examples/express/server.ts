import { app } from './app';

const { HOST = 'localhost', PORT = '3000' } = process.env;

app.listen(Number(PORT), HOST, () => console.log(`http://${HOST}:${PORT}/documents`));
