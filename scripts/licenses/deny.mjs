// Licences, duplicates and origins of the crates, by scripts/licenses/deny.toml; `node scripts/licenses/deny.mjs
// advisories` looks up advisories instead (CI does not, as they change independently of the code).
import { cargoTool } from '../cargo-tool.mjs';
import { run } from '../steps.mjs';

const asked = process.argv.slice(2);
run(cargoTool('cargo-deny'), [
  '--log-level',
  'error',
  '--locked',
  '--config',
  'scripts/licenses/deny.toml',
  'check',
  ...(asked.length > 0 ? asked : ['licenses', 'bans', 'sources']),
]);
