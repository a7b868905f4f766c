/** `npm run admin -- <command>`: what an operator does on the machine itself, without signing in. */
import { parseArgs } from 'node:util';
import { adminCommands, helpOf } from './admin-commands.ts';
import type { AdminCommand } from './admin-database.ts';
import { linesOf, StartError } from './words.ts';

const [name, ...rest] = process.argv.slice(2);
const command = adminCommands.find((one) => one.name === name);

if (!command) {
  const isHelp = name === undefined || name === '--help' || name === 'help';
  if (!isHelp) console.error(`没有这个命令：${name}\nThere is no such command: ${name}\n`);
  console.log(
    [
      'npm run admin -- <command> [--help]',
      '',
      ...adminCommands.map((one) => `  ${one.name.padEnd(12)}${one.zh} · ${one.en}`),
    ].join('\n'),
  );
  process.exitCode = isHelp ? 0 : 2;
} else {
  process.exitCode = await run(command, rest);
}

async function run(one: AdminCommand, args: readonly string[]): Promise<number> {
  const { verbs = [] } = one;
  let values: Record<string, string | boolean | undefined>;
  let verb = '';
  try {
    const given = Object.fromEntries(one.options.map((option) => [option.name, { type: option.type }]));
    const options = { ...given, help: { type: 'boolean' } } as const;
    const parsed = parseArgs({ args: [...args], options, allowPositionals: verbs.length > 0 });
    ({ values } = parsed);
    verb = parsed.positionals.join(' ');
    if (verbs.length > 0 && values['help'] !== true && !verbs.includes(verb)) throw new Error(verbs.join(' | '));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${helpOf(one)}`);
    return 2;
  }
  if (values['help'] === true) {
    console.log(helpOf(one));
    return 0;
  }
  try {
    return await one.run(values, verb);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(linesOf(error.words));
    return 1;
  }
}
