import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertAgreement, rowsOf } from '../../benches/report/map.mjs';
import { charts, formatted, page, withFigures } from '../../benches/report/page.mjs';
import { BACKENDS, loadStringOpsSync, root } from '../support/package.js';

// What `npm run bench` writes comes from what it measured, and it measures contenders that agree.

const read = (file) => readFileSync(path.join(root, file), 'utf8');
const measured = JSON.parse(read('benches/results/latest.json'));

describe('what is written of the figures is what was measured:', () => {
  it('README.md', async () =>
    expect(read('README.md')).toBe(await formatted(withFigures(read('README.md'), measured))));

  it('docs/performance.md, in under 300 lines', () => {
    expect(read('docs/performance.md')).toBe(page(measured));
    expect(page(measured).split('\n').length).toBeLessThan(300);
  });

  it('docs/charts', () => {
    const drawn = charts(measured);
    expect(readdirSync(path.join(root, 'docs/charts')).sort()).toEqual(Object.keys(drawn).sort());
    for (const [file, svg] of Object.entries(drawn)) expect(read(`docs/charts/${file}`), file).toBe(svg);
  });
});

describe.each(BACKENDS)('%s and plain JavaScript agree', (backend) => {
  it.each([3, 11, 64, 1024, 16384])('on the map, length %i', (length) => {
    const rows = rowsOf(loadStringOpsSync({ backend }), [length]);
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) assertAgreement(row, row.inputs());
  });
});
