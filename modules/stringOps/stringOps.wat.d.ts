/** The source of the module. What an `import` of it gives (text, an address, …) is the bundler's choice. */
declare const file: unknown;
export default file;
