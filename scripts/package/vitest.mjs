import { guideFiles, guideTests, ownTest } from './guide.mjs';
import { linkTools, npmInstall, output, project, toolFile } from './scratch.mjs';

/** vitest in both kinds of pool, on the guide's test file as it is. */
export function vitest({ folder, tarball }) {
  project(folder, { type: 'module' }, { ...guideFiles, '__tests__/own.test.js': ownTest });
  npmInstall(folder, [tarball]);
  linkTools(folder, 'vitest');
  for (const pool of ['threads', 'forks']) {
    const report = JSON.parse(
      output(
        process.execPath,
        [toolFile('vitest', 'vitest.mjs'), 'run', '--pool', pool, '--reporter=json', '__tests__'],
        folder,
      ),
    );
    if (!report.success || report.numPassedTests !== guideTests + 3) {
      throw new Error(
        `${pool}: ${report.numPassedTests} of ${guideTests + 3} tests passed\n${JSON.stringify(report, null, 1)}`,
      );
    }
  }
  return `${guideTests + 3} tests in threads and in forks`;
}
