// ❌ BAD: Assuming ASCII
function badEncode(str) {
  const bytes = new Uint8Array(str.length);
  for (let i = 0; i < str.length; i++) {
    bytes[i] = str.charCodeAt(i); // Fails for Unicode!
  }
  return bytes;
}

// ✅ GOOD: Use TextEncoder
function goodEncode(str) {
  const encoder = new TextEncoder();
  return encoder.encode(str); // Handles all Unicode
}
