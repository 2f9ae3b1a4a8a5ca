/** Loads the compose files of each folder as `config` does and tells, a line of JSON each, how it went and what it took. */
import { nodeFiles } from '../../src/host/node-files.ts';
import { loadProject } from '../../src/load/load-project.ts';
import { renderConfigJson, renderConfigYaml } from '../../src/render/config-view.ts';
import { renderDiagnostics } from '../../src/render/diagnostic-view.ts';
import { makeTheme } from '../../src/render/theme.ts';

for (const folder of process.argv.slice(2)) load(folder);

function load(folder: string): void {
  const before = process.cpuUsage();
  const { project, diagnostics } = loadProject({
    sources: nodeFiles,
    cwd: folder,
    home: '/home/me',
    env: {},
    files: [],
    envFiles: [],
    profiles: [],
    services: [],
  });
  const shown = project ? renderConfigYaml(project) : '';
  const text = renderDiagnostics(diagnostics, makeTheme({ color: false, unicode: true }), folder);
  const { user, system } = process.cpuUsage(before);
  const rssMb = process.resourceUsage().maxRSS / 1024;
  const json = project ? renderConfigJson(project) : '{}';

  process.stdout.write(
    `${JSON.stringify({
      diagnostics: diagnostics.slice(0, 100).map(({ code, severity, at }) => ({
        code,
        severity,
        place: at && `${at.line}:${at.column}`,
      })),
      isLoaded: project !== undefined,
      shown: shown.length,
      isJson: typeof JSON.parse(json) === 'object',
      textLength: text.length,
      // oxlint-disable-next-line no-control-regex -- none of these may be left
      isClean: !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(text),
      polluted: ({} as { polluted?: unknown }).polluted ?? null,
      cpuMs: (user + system) / 1000,
      rssMb,
    })}\n`,
  );
}
