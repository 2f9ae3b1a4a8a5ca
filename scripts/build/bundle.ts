/** The bundles: two entries that share chunks, one more chunk for every lazy import. */
import { join } from 'node:path';
import { rolldown, type Plugin, type RolldownOutput } from 'rolldown';
import { lazyBuiltins } from './builtins.ts';

/**
 * What dockerode pulls in for ssh, BuildKit sessions and debug output. The engine room has its own ways for these,
 * and together they would be nine tenths of its size.
 */
const unused =
  /^(?:ssh2|cpu-features|@grpc\/(?:grpc-js|proto-loader)|protobufjs|tar-fs|debug|react-devtools-core)$/;

/** CommonJS on purpose: a default export of an ES module is not callable through `require`. */
const stubs: Plugin = {
  name: 'stub-unused',
  resolveId: { filter: { id: unused }, handler: (id) => `\0stub:${id}` },
  load: {
    filter: { id: /^\0stub:/ },
    handler: (id) => ({
      moduleType: 'js',
      code: id.endsWith(':debug')
        ? 'module.exports = () => () => {};'
        : 'module.exports = { default: {} };',
    }),
  },
};

/** It describes each request at length for its debug output, which nobody reads here. */
const withoutDescriptions: Plugin = {
  name: 'without-descriptions',
  transform: {
    filter: { id: /docker-modem[\\/]lib[\\/]modem\.js$/ },
    handler: (code) => {
      const shorter = code.replace(/debug\('Sending: %s', util\.inspect\([^)]*\)\);/, '');
      if (shorter === code) throw new Error('docker-modem has changed: look for its debug output');
      return shorter;
    },
  },
};

/** The version has one source, package.json; the constant in the sources only serves runs without a build. */
function versionFrom(version: string): Plugin {
  return {
    name: 'version',
    load: {
      filter: { id: /src[\\/]cli[\\/]version\.ts$/ },
      handler: () => `export const VERSION = ${JSON.stringify(version)};`,
    },
  };
}

/** Writes the bundles to `dist/`; the answer is every file that went into them. */
export async function bundle(root: string, version: string): Promise<readonly string[]> {
  const build = await rolldown({
    cwd: root,
    input: { main: join(root, 'src/main.ts'), index: join(root, 'src/index.ts') },
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    plugins: [stubs, lazyBuiltins, withoutDescriptions, versionFrom(version)],
    external: [/\.node$/],
    transform: {
      define: { 'process.env.NODE_ENV': '"production"' },
    },
    onLog: (level, log) => {
      // A warning here is a broken program later: an unresolved import, a cycle, a lost export.
      if (level === 'warn' && !isKnown(log)) throw new Error(log.message);
    },
  });
  const output = await build.write({
    dir: join(root, 'dist'),
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: 'chunks/[name]-[hash].mjs',
    minify: true,
    sourcemap: false,
    comments: false,
    strictExecutionOrder: true,
    polyfillRequire: false,
    codeSplitting: { groups: chunks, includeDependenciesRecursively: false },
  });
  await build.close();
  return modulesOf(output);
}

/** What every command needs, in one file: each costs a run about half a millisecond, whatever is in it. */
const chunks = [
  {
    name: 'base',
    test: /\0builtin|src[\\/](?:model|cli|host|commands[\\/](?:context|settings|load-request|make-context|interrupts|registry|run-program|service-names)\.ts)/,
  },
];

/** `eval` in protobuf's and similar inquire helpers is harmless and not ours to change. */
function isKnown(log: { readonly code?: string; readonly id?: string }): boolean {
  if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') return true;
  return log.code === 'EVAL' && (log.id ?? '').includes('node_modules');
}

function modulesOf(output: RolldownOutput): readonly string[] {
  const chunks = output.output.filter((file) => file.type === 'chunk');
  return [...new Set(chunks.flatMap((chunk) => chunk.moduleIds))].toSorted();
}
