// Loads the package and reports the outcome.
import { loadStringOps, loadStringOpsSync } from '../../../dist/browser/index.mjs';

/** An error and its causes. */
function chainOf(error) {
  const chain = [];
  for (let link = error; link !== null && link !== undefined; link = link.cause) {
    chain.push({ name: link.name, code: link.code, backend: link.backend, message: link.message });
  }
  return chain;
}

export async function report(options) {
  try {
    const ops = await loadStringOps(options);
    const answers = [
      ops.fastHash('foobar'),
      ops.fastHash('x'.repeat(1000)),
      ops.fastSearch('h\u00e9llo world', 'world'),
    ];
    return { backend: ops.backend, reasons: (ops.fallbackReason?.errors ?? []).flatMap(chainOf), answers };
  } catch (error) {
    return { rejected: chainOf(error) };
  }
}

/** Many loads at once, then one more. */
export async function reportMany() {
  const loads = [loadStringOps(), loadStringOps({}), loadStringOps(), loadStringOps({ maximumPages: 300 })];
  const instances = await Promise.all(loads);
  const again = await loadStringOps();
  return { different: new Set([...instances, again]).size, backends: instances.map(({ backend }) => backend) };
}

/** A load that does not wait, before and after one that does. */
export async function reportSync() {
  const reportNow = (options) => {
    try {
      return loadStringOpsSync(options).backend;
    } catch (error) {
      return chainOf(error);
    }
  };
  const before = reportNow();
  const plain = reportNow({ backend: 'javascript' });
  const { backend } = await loadStringOps();
  return { before, plain, backend, after: reportNow(), own: reportNow({}) };
}
