import { guideFiles, guideTests, ownTest } from './guide.mjs';
import { npmInstall, output, project, toolFile } from './scratch.mjs';

// The guide's file imports its functions from 'vitest'; jest has the same ones under another name.
const CONFIG = `export default {
  transform: {},
  moduleNameMapper: { '^vitest$': '<rootDir>/vitest-by-jest.js' },
  testMatch: ['<rootDir>/__tests__/*.test.js'],
};
`;

/** jest, which loads modules in a realm of its own: on the guide's test file as it is. */
export function jest({ folder, tarball }) {
  project(
    folder,
    { type: 'module' },
    {
      ...guideFiles,
      '__tests__/own.test.js': ownTest,
      'jest.config.js': CONFIG,
      'vitest-by-jest.js': "export { beforeAll, describe, expect, it } from '@jest/globals';\n",
    },
  );
  npmInstall(folder, [tarball]);
  for (const workers of ['1', '2']) {
    const report = JSON.parse(
      output(
        process.execPath,
        ['--experimental-vm-modules', toolFile('jest', 'bin', 'jest.js'), '--json', '--maxWorkers', workers],
        folder,
      ),
    );
    if (!report.success || report.numPassedTests !== guideTests + 3) {
      throw new Error(`${report.numPassedTests} of ${guideTests + 3} tests passed\n${JSON.stringify(report, null, 1)}`);
    }
  }
  return `${guideTests + 3} tests as ES modules, in one process and in two`;
}
