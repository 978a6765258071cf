import { app } from './app';

// Only this machine can connect, unless HOST says otherwise.
const { HOST = 'localhost', PORT = '3000' } = process.env;

app.listen(Number(PORT), HOST, () => console.log(`http://${HOST}:${PORT}/mcp`));
