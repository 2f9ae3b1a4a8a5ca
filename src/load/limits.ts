/** How much input is read before it is refused; generous for real files, small enough to answer fast. */

const MIB = 1024 * 1024;

export const LIMITS = {
  /** Length of one file in UTF-16 units (about bytes for usual files). */
  fileLength: 32 * MIB,
  /** Nodes of one file after aliases and merge keys are expanded. */
  nodes: 1_000_000,
  /** Below this many nodes a file may grow by aliases as it likes. */
  freeNodes: 150_000,
  /** How many times larger aliases may make a file beyond `freeNodes`. */
  aliasGrowth: 100,
  /** Nested mappings and lists, block or flow, aliases followed. */
  depth: 100,
  documents: 100,
  /** Nested `${…}` expressions. */
  interpolationDepth: 100,
  /** Length of one value after interpolation. */
  valueLength: MIB,
  /** Length of all values of one env file after interpolation. */
  dotenvLength: 16 * MIB,
  /** Loads by `include` and `extends` in one project. */
  fileLoads: 1_000,
  /** Files that include each other in a row; each keeps the ones before it open. */
  includeDepth: 500,
  /** Services that extend each other in a row. */
  extendsDepth: 500,
  publishedPorts: 10_000,
  services: 10_000,
  /** Problems of one kind of check that are told; nobody reads more. */
  problems: 1_000,
  /** Problems for which a name that may have been meant is looked for. */
  suggestions: 100,
  /** Syntax problems told for one document; after that many the rest is noise. */
  syntaxProblems: 20,
  /** Columns of a source line that are kept for an excerpt. */
  excerptColumns: 200,
} as const;
