// Licences, duplicates and origins of the crates, by deny.toml.
import { cargoTool } from './cargo-tool.mjs';
import { run } from './steps.mjs';

run(cargoTool('cargo-deny'), ['--locked', '--log-level', 'error', 'check', 'licenses', 'bans', 'sources']);
