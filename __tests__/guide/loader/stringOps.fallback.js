/**
 * StringOps JavaScript Fallback
 * Pure JavaScript implementations for when WASM is unavailable
 */

export class StringOpsFallback {
  /**
   * FNV-1a hash (JavaScript version)
   */
  fastHash(str) {
    let hash = 2166136261; // FNV offset basis

    for (let i = 0; i < str.length; i++) {
      hash ^= str.charCodeAt(i);
      hash = Math.imul(hash, 16777619); // FNV prime
    }

    return hash >>> 0; // Convert to unsigned 32-bit
  }

  /**
   * String compare (JavaScript version)
   */
  fastCompare(str1, str2) {
    return str1.localeCompare(str2);
  }

  /**
   * Substring search (JavaScript version)
   */
  fastSearch(haystack, needle) {
    return haystack.indexOf(needle);
  }
}
