/** A stack of a few services and random edits of it. */

/** Numbers from a seed, so that a run can be repeated. */
export class Randomness {
  #state: number;

  constructor(seed: number) {
    this.#state = seed % 2_147_483_647 || 1;
  }

  /** From 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % limit;
  }
}

interface Service {
  version: number;
  replicas: number;
  label: number;
  hasVolume: boolean;
}

const MOST_REPLICAS = 3;
const NAMES = ['a', 'b', 'c', 'd', 'e'];
/** Stays: with nothing left to follow, following would end. */
const KEPT = 'a';

export class Stack {
  readonly #random: Randomness;
  readonly #services = new Map<string, Service>();
  #version = 0;

  constructor(random: Randomness) {
    this.#random = random;
    for (const name of NAMES.slice(0, 3)) this.#services.set(name, this.#fresh());
  }

  #fresh(): Service {
    return { version: ++this.#version, replicas: 1, label: 0, hasVolume: false };
  }

  /** Changes something; says what. */
  edit(): string {
    const name = NAMES[this.#random.below(NAMES.length)] ?? KEPT;
    const service = this.#services.get(name);
    if (service === undefined) {
      this.#services.set(name, this.#fresh());
      return `add ${name}`;
    }
    const edits = [
      () => (service.version = ++this.#version),
      () => (service.replicas = 1 + this.#random.below(MOST_REPLICAS)),
      () => (service.label += 1),
      () => (service.hasVolume = !service.hasVolume),
      () => name !== KEPT && this.#services.delete(name),
    ];
    const which = this.#random.below(edits.length);
    edits[which]?.();
    return `edit ${which} of ${name}`;
  }

  text(): string {
    const services = [...this.#services].map(
      ([name, { version, replicas, label, hasVolume }]) => `  ${name}:
    image: busybox
    init: true
    stop_grace_period: 0s
    command: [sh, -c, 'echo version ${version}; exec sleep 3600']
    labels: {soak: "${label}"}
    deploy: {replicas: ${replicas}}
${hasVolume ? '    volumes: [data:/data]\n' : ''}`,
    );
    return `services:\n${services.join('')}volumes: {data: {}}\n`;
  }

  /** Names of containers behind the project's, sorted. */
  containers(): readonly string[] {
    return [...this.#services]
      .flatMap(([name, { replicas }]) =>
        Array.from({ length: replicas }, (_, index) => `${name}-${index + 1}`),
      )
      .toSorted();
  }
}
