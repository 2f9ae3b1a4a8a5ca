/** The bundles: the entry, the program in chunks (one more for every lazy import), the library and the dashboard. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  rolldown,
  type InputOptions,
  type OutputOptions,
  type Plugin,
  type RolldownOutput,
} from 'rolldown';
import { REGISTRY } from '../../src/commands/registry.ts';
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

/** Chalk asks the terminal, over a module of Node's that is slow to load; here the host has told before. */
const withoutColorSupport: Plugin = {
  name: 'without-color-support',
  load: {
    filter: { id: /chalk[\\/]source[\\/]vendor[\\/]supports-color[\\/]index\.js$/ },
    handler: () => 'export default { stdout: false, stderr: false };',
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

/** From the folder of the program's chunks. */
const DASHBOARD = '../dash.mjs';

/** The dashboard has its own bundle: Ink is loaded by a module with a top-level await, which CommonJS cannot hold. */
const dashboardApart: Plugin = {
  name: 'dashboard-apart',
  resolveId: {
    filter: { id: /tui\/run-dashboard\.ts$/ },
    handler: () => ({ id: DASHBOARD, external: true }),
  },
};

/** Writes the bundles to `dist/`; the answer is every file that went into them. */
export async function bundle(root: string, version: string): Promise<readonly string[]> {
  const common = [
    stubs,
    lazyBuiltins,
    withoutColorSupport,
    withoutDescriptions,
    versionFrom(version),
  ];
  const program = await write(
    { ...inputOf(root, { main: 'src/main.ts' }), plugins: [dashboardApart, ...common] },
    {
      dir: join(root, 'dist/program'),
      format: 'cjs',
      entryFileNames: '[name].cjs',
      chunkFileNames: '[name]-[hash].cjs',

      codeSplitting: { groups: chunks },
    },
  );
  for (const file of program.output) finishChunk(join(root, 'dist/program', file.fileName));
  const modules = await write(
    {
      ...inputOf(root, { index: 'src/index.ts', dash: 'src/tui/run-dashboard.ts' }),
      plugins: common,
    },
    {
      dir: join(root, 'dist'),
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'chunks/[name]-[hash].mjs',
    },
  );
  await writeEntry(root);
  return [...new Set([...modulesOf(program), ...modulesOf(modules)])].toSorted();
}

/** What sh reads of it: without `--` Node itself would look for the file behind our `--env-file`. */
const SHELL_START = `#!/bin/sh\n':' //; exec node -- "$0" "$@"\n`;

/** The entry must be understood by any Node, to say which one is needed. */
async function writeEntry(root: string): Promise<void> {
  const define = { COMMAND_NAMES: JSON.stringify(Object.keys(REGISTRY)) };
  await write(
    {
      ...inputOf(root, { flotilla: 'src/start/bin.ts' }),
      transform: { target: 'es2018', define },
    },
    {
      dir: join(root, 'dist'),
      format: 'esm',
      entryFileNames: '[name].mjs',
      minify: false,
      strictExecutionOrder: false,
    },
  );
  const entry = join(root, 'dist/flotilla.mjs');
  writeFileSync(entry, SHELL_START + readFileSync(entry, 'utf8'));
  chmodSync(entry, 0o755);
}

function inputOf(root: string, files: Readonly<Record<string, string>>): InputOptions {
  const input = Object.fromEntries(
    Object.entries(files).map(([name, path]) => [name, join(root, path)]),
  );
  return {
    cwd: root,
    input,
    platform: 'node',
    optimization: { pifeForModuleWrappers: false },
    preserveEntrySignatures: 'allow-extension',
    external: [/\.node$/],
    transform: {
      define: { 'process.env.NODE_ENV': '"production"' },
    },
    onLog: (level, log) => {
      // A warning here is a broken program later: an unresolved import, a cycle, a lost export.
      if (level === 'warn' && !isKnown(log)) throw new Error(log.message);
    },
  };
}

async function write(input: InputOptions, output: OutputOptions): Promise<RolldownOutput> {
  const build = await rolldown(input);
  const written = await build.write({
    minify: true,
    sourcemap: false,
    comments: false,
    strictExecutionOrder: true,
    polyfillRequire: false,
    ...output,
  });
  await build.close();
  return written;
}

/**
 * One expression a file, which `src/start` calls; in ASCII, because text of one byte a character is read without
 * decoding. In what the minifier leaves, only literals hold other characters.
 */
function finishChunk(file: string): void {
  const code = readFileSync(file, 'utf8')
    .replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    // A script has no `import` of its own.
    .replaceAll(`import(\`${DASHBOARD}\`)`, `importModule(\`${DASHBOARD}\`)`);
  writeFileSync(file, `(function (exports, require, importModule) {${code}\n})`);
}

/** What every command needs, in one file: each costs a run about half a millisecond, whatever is in it. */
const chunks = [
  {
    name: 'base',
    test: /\0builtin|src[\\/](?:model|cli|host(?![\\/]node-watch)|commands[\\/](?:context|settings|load-request|make-context|interrupts|registry|run-program|service-names)\.ts)/,
  },
];

/** `eval` in protobuf's and similar inquire helpers is harmless and not ours to change. */
function isKnown(log: { readonly code?: string; readonly id?: string }): boolean {
  if (log.code === 'INEFFECTIVE_DYNAMIC_IMPORT') return true;
  return log.code === 'EVAL' && (log.id ?? '').includes('node_modules');
}

function modulesOf(output: RolldownOutput): readonly string[] {
  return output.output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}
