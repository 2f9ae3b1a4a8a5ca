/** An edit of one attribute, and the lines that tell of it. */
export interface ValueEdit {
  /** Flow entries of the service before and after; empty: not there. */
  readonly before: string;
  readonly after: string;
  readonly tells: readonly string[];
  /** Where Docker Compose made the container, whose labels do not tell what the file said. */
  readonly tellsOfCompose?: readonly string[];
  /** Docker Compose 2.40 does not know the attribute. */
  readonly isNew?: true;
}

const changed = (name: string, before: string, after: string): ValueEdit => ({
  before: `${name}: ${before}`,
  after: `${name}: ${after}`,
  tells: [`~ ${name} ${before} → ${after}`],
});

const added = (name: string, value: string): ValueEdit => ({
  before: '',
  after: `${name}: ${value}`,
  tells: [`+ ${name} ${value}`],
});

const removed = (name: string, value: string): ValueEdit => ({
  before: `${name}: ${value}`,
  after: '',
  tells: [`- ${name} ${value}`],
});

/** One service each. `image` and `command` are there unless the entries have them. */
export const VALUE_EDITS: Readonly<Record<string, ValueEdit>> = {
  image: changed('image', 'busybox', 'alpine'),
  command: {
    before: 'command: sleep 600',
    after: 'command: [sleep, "600", "a b"]',
    tells: ['~ command sleep 600 → sleep 600 "a b"'],
  },
  'entrypoint-added': {
    before: '',
    after: 'entrypoint: [sh, -c]',
    tells: ['+ entrypoint sh -c'],
  },
  environment: {
    before: 'environment: {MODE: slow, OLD: "1", DB_PASSWORD: hunter2, URL: "http://a:hunter2@b"}',
    after: 'environment: {MODE: fast, NEW: "", DB_PASSWORD: hunter3, URL: "http://a:hunter3@c"}',
    tells: [
      '- environment.OLD 1',
      '~ environment.DB_PASSWORD ••• changed',
      '~ environment.MODE slow → fast',
      '+ environment.NEW ""',
      '~ environment.URL http://a:•••@b → http://a:•••@c',
    ],
  },
  labels: {
    before: 'labels: {tier: front, gone: "1", "api.token": a}',
    after: 'labels: {tier: back, "a.new": "2", "api.token": b}',
    tells: [
      '- labels.gone 1',
      '+ labels.a.new 2',
      '~ labels.api.token ••• changed',
      '~ labels.tier front → back',
    ],
  },
  annotations: {
    before: 'annotations: {a: b}',
    after: 'annotations: {a: c}',
    tells: ['~ annotations.a b → c'],
  },
  ports: {
    before: 'ports: ["127.0.0.1:18080:80", "53/udp", "18443:443"]',
    after: 'ports: ["127.0.0.1:18081:80", "53/udp", "18443:443"]',
    tells: ['- ports 127.0.0.1:18080:80', '+ ports 127.0.0.1:18081:80'],
  },
  expose: {
    before: 'expose: ["90"]',
    after: 'expose: ["91"]',
    tells: ['- expose 90', '+ expose 91'],
  },
  volumes: {
    before:
      'volumes: ["data:/data", "./a:/a", "/anonymous", {type: tmpfs, target: /t, tmpfs: {size: 1m}}]',
    after:
      'volumes: ["data:/data:ro", "./b:/a", "./a:/new", {type: tmpfs, target: /t, tmpfs: {size: 2m}}]',
    tells: [
      '- volumes./anonymous anonymous volume',
      '~ volumes./a ./a → ./b',
      '~ volumes./data data → data (ro)',
      '+ volumes./new ./a',
      '~ volumes./t tmpfs (1m) → tmpfs (2m)',
    ],
  },
  tmpfs: {
    before: 'tmpfs: ["/run:size=1m"]',
    after: 'tmpfs: ["/run:size=2m", /cache]',
    tells: ['+ tmpfs./cache', '~ tmpfs./run size=1m → size=2m'],
  },
  networks: {
    before: 'networks: {front: {aliases: [one], ipv4_address: 10.217.4.9}, back: }',
    after: 'networks: {front: {aliases: [one, two], ipv4_address: 10.217.4.10}, other: }',
    tells: [
      '- networks.back',
      '~ networks.front.aliases one → one, two',
      '~ networks.front.ipv4_address 10.217.4.9 → 10.217.4.10',
      '+ networks.other',
    ],
  },
  'network-mode': {
    before: 'network_mode: none',
    after: '',
    tells: ['- network_mode none', '+ networks.default'],
  },
  healthcheck: {
    before: 'healthcheck: {test: [CMD, "true"], interval: 90s, retries: 2}',
    after: 'healthcheck: {test: echo ok, interval: 10s, timeout: 500ms}',
    tells: [
      '- healthcheck.retries 2',
      '~ healthcheck.interval 1m30s → 10s',
      '~ healthcheck.test true → echo ok',
      '+ healthcheck.timeout 500ms',
    ],
  },
  restart: changed('restart', 'always', 'on-failure:3'),
  'restart-removed': removed('restart', 'always'),
  user: changed('user', 'nobody', 'daemon:daemon'),
  'user-removed': removed('user', 'nobody'),
  'working-dir': changed('working_dir', '/tmp', '/var'),
  hostname: changed('hostname', 'one', 'two'),
  'hostname-removed': removed('hostname', 'one'),
  domainname: added('domainname', 'example.com'),
  'mem-limit': changed('mem_limit', '64m', '1g'),
  'mem-reservation': added('mem_reservation', '32m'),
  cpus: changed('cpus', '0.5', '0.1'),
  'cpu-shares': changed('cpu_shares', '512', '256'),
  'pids-limit': removed('pids_limit', '100'),
  deploy: {
    before: 'deploy: {resources: {limits: {memory: 64m, cpus: "0.5"}}}',
    after: 'deploy: {resources: {limits: {memory: 128m}, reservations: {memory: 32m}}}',
    tells: [
      '- deploy.resources.limits.cpus 0.5',
      '~ deploy.resources.limits.memory 64m → 128m',
      '+ deploy.resources.reservations.memory 32m',
    ],
    tellsOfCompose: [
      '- cpus 0.5',
      '~ deploy.resources.limits.memory 64m → 128m',
      '+ deploy.resources.reservations.memory 32m',
    ],
  },
  'shm-size': changed('shm_size', '32m', '48m'),
  'cap-add': {
    before: 'cap_add: [SYS_TIME, CAP_NET_ADMIN]',
    after: 'cap_add: [NET_ADMIN, NET_RAW]',
    tells: ['- cap_add SYS_TIME', '+ cap_add NET_RAW'],
  },
  'cap-drop': { before: '', after: 'cap_drop: [ALL]', tells: ['+ cap_drop ALL'] },
  devices: {
    before: 'devices: [/dev/null]',
    after: 'devices: ["/dev/zero:/dev/z:r"]',
    tells: ['- devices /dev/null:/dev/null:rwm', '+ devices /dev/zero:/dev/z:r'],
  },
  'extra-hosts': {
    before: 'extra_hosts: ["a:10.0.0.1"]',
    after: 'extra_hosts: ["a:10.0.0.2"]',
    tells: ['- extra_hosts a:10.0.0.1', '+ extra_hosts a:10.0.0.2'],
  },
  dns: { before: 'dns: [1.1.1.1]', after: 'dns: [1.1.1.1, 9.9.9.9]', tells: ['+ dns 9.9.9.9'] },
  'dns-search': {
    before: 'dns_search: [a]',
    after: 'dns_search: [b]',
    tells: ['- dns_search a', '+ dns_search b'],
  },
  ulimits: {
    before: 'ulimits: {nofile: 1024}',
    after: 'ulimits: {nofile: {soft: 1024, hard: 2048}, nproc: 10}',
    tells: ['~ ulimits.nofile 1024 → 1024:2048', '+ ulimits.nproc 10'],
  },
  sysctls: {
    before: 'sysctls: {net.core.somaxconn: 1024}',
    after: 'sysctls: {net.core.somaxconn: 2048}',
    tells: ['~ sysctls.net.core.somaxconn 1024 → 2048'],
  },
  logging: {
    before: 'logging: {driver: json-file, options: {max-size: 1m}}',
    after: 'logging: {driver: local, options: {max-size: 2m}}',
    tells: ['~ logging.driver json-file → local', '~ logging.options.max-size 1m → 2m'],
  },
  'stop-signal': changed('stop_signal', 'SIGINT', 'SIGQUIT'),
  'stop-grace-period': changed('stop_grace_period', '5s', '1m30s'),
  privileged: added('privileged', 'true'),
  'read-only': removed('read_only', 'true'),
  init: changed('init', 'true', 'false'),
  tty: added('tty', 'true'),
  'stdin-open': removed('stdin_open', 'true'),
  'group-add': {
    before: 'group_add: ["5"]',
    after: 'group_add: ["6"]',
    tells: ['- group_add 5', '+ group_add 6'],
  },
  'oom-score-adj': changed('oom_score_adj', '100', '200'),
  'security-opt': {
    before: '',
    after: 'security_opt: ["no-new-privileges:true"]',
    tells: ['+ security_opt no-new-privileges:true'],
  },
  ipc: changed('ipc', 'private', 'shareable'),
  pid: added('pid', 'host'),
  'container-name': changed('container_name', 'PROJECT-x', 'PROJECT-y'),
  secrets: {
    before: 'secrets: [key, {source: cert, target: /run/cert}]',
    after: 'secrets: [{source: cert, target: /etc/cert}, other]',
    tells: [
      '- secrets.key /run/secrets/key',
      '~ secrets.cert /run/cert → /etc/cert',
      '+ secrets.other /run/secrets/other',
    ],
  },
  'secrets-copied': {
    before: 'secrets: [copied, given]',
    after: 'secrets: [{source: copied, mode: 0400}, key]',
    tells: [
      '- secrets.given',
      '~ secrets.copied → /run/secrets/copied (mode 0400)',
      '+ secrets.key /run/secrets/key',
    ],
    tellsOfCompose: ['+ secrets.key /run/secrets/key'],
  },
  configs: {
    before: 'configs: [site, {source: inline, target: /etc/inline}]',
    after: 'configs: [{source: site, target: /etc/site}, {source: inline, target: /etc/other}]',
    tells: ['~ configs.site /site → /etc/site', '~ configs.inline → /etc/other'],
    tellsOfCompose: ['~ configs.site /site → /etc/site'],
  },
  'config-as-volume': {
    before: 'configs: [site]',
    after: 'volumes: ["./site:/site:ro"]',
    tells: ['- configs.site /site', '+ volumes./site ./site (ro)'],
  },
  platform: {
    before: 'platform: linux/amd64',
    after: 'platform: linux/arm64',
    tells: ['~ platform linux/amd64 → linux/arm64'],
  },
  links: {
    before: 'links: [image, "image:store"]',
    after: 'links: [image, "user:store"], external_links: ["PROJECT-tty-1:away"]',
    tells: ['- links image:store', '+ links user:store', '+ external_links PROJECT-tty-1:away'],
  },
  'mac-address': changed('mac_address', '02:42:ac:11:65:43', '02:42:ac:11:65:44'),
  post_start: {
    before: 'post_start: [{command: echo one}]',
    after: 'post_start: [{command: echo two}]',
    tells: ['~ post_start → echo two'],
    tellsOfCompose: [],
  },
  pre_stop: {
    before: '',
    after: 'pre_stop: [{command: [sh, -c, "echo bye"], user: root}]',
    tells: ['+ pre_stop sh -c "echo bye"'],
    tellsOfCompose: [],
  },
  'pre_start-removed': {
    before: 'pre_start: [{command: echo one}]',
    after: '',
    tells: ['- pre_start'],
    isNew: true,
  },
};
