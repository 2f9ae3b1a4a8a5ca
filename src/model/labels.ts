/** Labels that carry a project's state on the engine. Docker Compose reads and writes the first set. */

export const LABEL = {
  project: 'com.docker.compose.project',
  service: 'com.docker.compose.service',
  oneoff: 'com.docker.compose.oneoff',
  containerNumber: 'com.docker.compose.container-number',
  configHash: 'com.docker.compose.config-hash',
  image: 'com.docker.compose.image',
  imageVolumeDigest: 'com.docker.compose.image-volume-digest',
  dependsOn: 'com.docker.compose.depends_on',
  workingDir: 'com.docker.compose.project.working_dir',
  configFiles: 'com.docker.compose.project.config_files',
  environmentFile: 'com.docker.compose.project.environment_file',
  version: 'com.docker.compose.version',
  replace: 'com.docker.compose.replace',
  slug: 'com.docker.compose.slug',
  /** On containers that run a hook and stand for no service. */
  hook: 'com.docker.compose.hook',
  network: 'com.docker.compose.network',
  volume: 'com.docker.compose.volume',
  /** Ours: attribute → short digest, as JSON, so that a later run can name what changed. */
  fields: 'dev.flotilla.fields',
  /** Ours: secret or config → short digest of its content, as JSON. */
  files: 'dev.flotilla.files',
} as const;

/**
 * Filter for the containers that a compose tool made for the project. The labels of project and service alone do not
 * say so: a container that somebody runs from a built image has them from the image.
 */
export const containersOf = (project: string): readonly string[] => [
  `${LABEL.project}=${project}`,
  LABEL.configHash,
];

/** The Docker Compose release that we imitate, by the flavour of its hashes; other tools compare it as semver. */
export const COMPOSE_LEVEL = { '2.40': '2.40.3', '5.5': '5.5.0' } as const;
