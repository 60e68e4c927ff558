// Opens a file in dmn-moddle, an independent reader of DMN, and prints what it holds.
//   node dmn_open.mjs FOLDER-OF-node_modules FILE
// Any warning of the reader (unknown element, unresolved reference) is a failure.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(folder + '/package.json'));
const found = await import(pathToFileURL(require.resolve('dmn-moddle')));
const Moddle = found.DmnModdle ?? found.default;
const { rootElement, warnings } = await new Moddle().fromXML(
  readFileSync(file, 'utf8'), 'dmn:Definitions');

for (const warning of warnings) console.log('warning: ' + warning.message);
for (const element of rootElement.drgElement) {
  const table = element.decisionLogic?.rule ? element.decisionLogic : null;
  const body = element.encapsulatedLogic?.body?.text;
  console.log([element.$type, element.name, table ? `${table.hitPolicy} ` +
    `${table.input.length} ${table.output.length} ${table.rule.length}` : body ?? '']
    .join('\t'));
}
process.exit(warnings.length ? 1 : 0);
