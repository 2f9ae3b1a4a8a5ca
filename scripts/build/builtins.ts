/** Modules of Node itself, loaded when something of them is first used. */
import { builtinModules, createRequire } from 'node:module';
import type { Plugin } from 'rolldown';

const require = createRequire(import.meta.url);

/**
 * An `import` of a built-in module reads each of its exports, and some of them load much more behind getters;
 * `import` and `require` both load it although this run may never use it. Here each export is a getter.
 */
export const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  resolveId: {
    filter: { id: /^(?:\0builtin:lazy|(?:node:)?[\w/]+)$/ },
    handler: (id, importer) => {
      if (id === helper) return id;
      // The bundler's own helpers come before everything else.
      if (importer?.startsWith('\0rolldown') === true) return undefined;
      const name = id.replace(/^node:/, '');
      return builtinModules.includes(name) ? `\0builtin:${name}` : undefined;
    },
  },
  load: {
    filter: { id: /^\0builtin:/ },
    handler: (id) => ({
      moduleType: 'js',
      code: id === helper ? lazyModule : proxyOf(id.slice('\0builtin:'.length)),
    }),
  },
};

function proxyOf(name: string): string {
  const load = `process.getBuiltinModule(${JSON.stringify(`node:${name}`)})`;
  const real: unknown = require(name);
  // Node has loaded those that are functions, such as events and stream, before the program begins.
  if (typeof real === 'function') return `module.exports = ${load};`;
  const keys = JSON.stringify(Object.keys(real as object));
  return `module.exports = require(${JSON.stringify(helper)})(() => ${load}, ${keys});`;
}

const helper = '\0builtin:lazy';

/** Settable as the module itself is: a client of ours puts its own function over one of its prototype's. */
const lazyModule = `module.exports = (load, keys) => {
  let loaded;
  const lazy = {};
  for (const key of keys) {
    Object.defineProperty(lazy, key, {
      get: () => (loaded ??= load())[key],
      set(value) {
        Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
      },
      enumerable: true,
      configurable: true,
    });
  }
  return lazy;
};`;
