// ❌ BAD: Missing await
async function badAsync() {
  const coordinator = new WASMRuntimeCoordinator();
  coordinator.initialize(); // Forgot await!
  const result = coordinator.execute('stringOps', 'fastHash', 'test');
  // coordinator not initialized yet!
}

// ✅ GOOD: Proper async/await
async function goodAsync() {
  const coordinator = new WASMRuntimeCoordinator();
  await coordinator.initialize(); // Wait for init
  const result = await coordinator.execute('stringOps', 'fastHash', 'test');
  return result;
}
