import { npmInstall, project, runSmoke } from './scratch.mjs';

/** An ESM project that installs the tarball with npm. */
export function esm({ folder, tarball }) {
  npmInstall(project(folder, { type: 'module' }), [tarball]);
  const { cases } = runSmoke(folder);
  return `${cases} cases by import`;
}
