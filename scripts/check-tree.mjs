/**
 * What no other tool looks at: words and paths that must not stand in the tree, links of the documents that lead
 * nowhere, files without a home.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file && existsSync(file));
const faults = [];

const isText = (file) => /\.(ts|mjs|cjs|vue|css|html|md|json|csv|sql|svg)$/.test(file);
const forbidden = [
  [/\/work\/(main|shared)\b|\/root\/|\/home\/[a-z]+\//, 'a path of one machine'],
  [/registry\.npmjs\.org|deb\.debian\.org/, 'the address of a package registry'],
  [/\b(TODO|FIXME|XXX)\b/, 'work left for later: do it, or write it in words where it matters'],
  [/[\u4e00-\u9fff][,:;!?][\u4e00-\u9fff]/, 'a half-width mark between Chinese characters: ，：；！？'],
  [/\b(it|test|describe)\.(skip|only|todo)\b/, 'a test that does not run'],
];
// No HTML from data: everything that a person wrote is shown as text.
const htmlFromData =
  /v-html|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|DOMParser/;
// Each of these names the words in order to hold them off.
const exempt = new Set(['scripts/check-tree.mjs', 'package-lock.json', '.oxlintrc.json', '.oxfmtrc.json']);

for (const file of files.filter((one) => isText(one) && !exempt.has(one))) {
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    for (const [pattern, why] of forbidden) if (pattern.test(line)) faults.push(`${file}:${index + 1} ${why}`);
    if (/^(src|public|index)/.test(file) && htmlFromData.test(line))
      faults.push(`${file}:${index + 1} HTML made of data: show it as text`);
  }
}

for (const file of files.filter((one) => one.endsWith('.md'))) {
  for (const [, target] of readFileSync(file, 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!/^[a-z]+:/.test(target) && !existsSync(join(dirname(file), target)))
      faults.push(`${file} links to ${target}, which is not there`);
  }
}

for (const file of files) {
  if (/(^|\/)(utils?|helpers?|common|misc|manager)\.[a-z]+$/.test(file))
    faults.push(`${file}: name it after what it does`);
}

for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? `${files.length} files looked at` : `${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
