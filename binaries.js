// @ts-nocheck -- most of these are not installed, wherever it is checked
'use strict';

/**
 * The addon's binaries, each by its full name: so bundlers find the files and, within `try`, let them be missing.
 * This file lies where a checkout has its binary, so that a bundle, in which `./` is its own folder, looks for one
 * beside itself and never above.
 */

/** @typedef {{ binding: any } | { error: unknown }} Opened */

/** @param {string} platform @returns {Opened} what the file beside this one gives */
function openFile(platform) {
  try {
    switch (platform) {
      case 'darwin-arm64':
        return { binding: require('./stringops-booster.darwin-arm64.node') };
      case 'darwin-x64':
        return { binding: require('./stringops-booster.darwin-x64.node') };
      case 'linux-arm64-gnu':
        return { binding: require('./stringops-booster.linux-arm64-gnu.node') };
      case 'linux-arm64-musl':
        return { binding: require('./stringops-booster.linux-arm64-musl.node') };
      case 'linux-x64-gnu':
        return { binding: require('./stringops-booster.linux-x64-gnu.node') };
      case 'linux-x64-musl':
        return { binding: require('./stringops-booster.linux-x64-musl.node') };
      case 'win32-arm64-msvc':
        return { binding: require('./stringops-booster.win32-arm64-msvc.node') };
      case 'win32-x64-msvc':
        return { binding: require('./stringops-booster.win32-x64-msvc.node') };
      default:
        return { error: new Error(`stringops-booster has no binary for ${platform}`) };
    }
  } catch (error) {
    return { error };
  }
}

/** @param {string} platform @returns {Opened} what the platform's package gives, if it is installed */
function openPackage(platform) {
  try {
    switch (platform) {
      case 'darwin-arm64':
        return { binding: require('stringops-booster-darwin-arm64') };
      case 'darwin-x64':
        return { binding: require('stringops-booster-darwin-x64') };
      case 'linux-arm64-gnu':
        return { binding: require('stringops-booster-linux-arm64-gnu') };
      case 'linux-arm64-musl':
        return { binding: require('stringops-booster-linux-arm64-musl') };
      case 'linux-x64-gnu':
        return { binding: require('stringops-booster-linux-x64-gnu') };
      case 'linux-x64-musl':
        return { binding: require('stringops-booster-linux-x64-musl') };
      case 'win32-arm64-msvc':
        return { binding: require('stringops-booster-win32-arm64-msvc') };
      case 'win32-x64-msvc':
        return { binding: require('stringops-booster-win32-x64-msvc') };
      default:
        return { error: new Error(`stringops-booster has no binary for ${platform}`) };
    }
  } catch (error) {
    return { error };
  }
}

// An ES module into which this was bundled has no such name.
module.exports.here = typeof __dirname === 'string' ? __dirname : undefined;
module.exports.openFile = openFile;
module.exports.openPackage = openPackage;
