import { runCommand } from './commands/run.ts';

process.exitCode = await runCommand(process.argv.slice(2));
// Nothing may keep a finished command alive: its data is closed and its output written.
process.exit();
