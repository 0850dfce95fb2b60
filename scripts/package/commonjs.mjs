import { npmInstall, project, runSmoke } from './scratch.mjs';

/** A CommonJS project that installs the tarball with npm. */
export function commonjs({ folder, tarball }) {
  npmInstall(project(folder, { type: 'commonjs' }), [tarball]);
  const { cases } = runSmoke(folder, { by: 'require' });
  return `${cases} cases by require`;
}
