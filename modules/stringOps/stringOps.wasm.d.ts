/** The module itself. What an `import` of it gives (bytes, an address, …) is the bundler's choice. */
declare const file: any;
export default file;
