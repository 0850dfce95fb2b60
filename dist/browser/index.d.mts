export * from '../../lib/types/browser.mjs';
