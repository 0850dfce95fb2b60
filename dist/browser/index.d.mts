export * from '../../types/browser.mjs';
