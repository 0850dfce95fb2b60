// Licences, duplicates and origins of the crates, by scripts/licenses/deny.toml; `node scripts/licenses/deny.mjs advisories` looks up advisories instead
// (they change without us, so CI does not).
import { cargoTool } from '../cargo-tool.mjs';
import { run } from '../steps.mjs';

const asked = process.argv.slice(2);
run(cargoTool('cargo-deny'), [
  '--log-level',
  'error',
  '--locked',
  'check',
  ...(asked.length > 0 ? asked : ['licenses', 'bans', 'sources']),
]);
