/** Files into one model: each document filled in, extended, merged over the earlier ones, checked and written out. */
import { canonicalModel } from './canonical.ts';
import { examine } from './check-schema.ts';
import { applyExtends } from './extends.ts';
import { addImported, importIncludes } from './include.ts';
import { mergeModels } from './merge.ts';
import { mapAt, withoutKeys } from './node-edit.ts';
import { problemAt } from './problem.ts';
import type { LoadSession, Scope, WantedFile } from './session.ts';
import { trailOf } from './trail.ts';
import type { MapNode, Node } from './tree.ts';
import { dropRepeated } from './unique.ts';

/** The merged canonical model; undefined when no file says anything. Problems are reported to the session. */
export function loadModel(
  session: LoadSession,
  files: readonly WantedFile[],
  scope: Scope,
): Node | undefined {
  let model: Node | undefined;
  for (const file of files) {
    for (const document of session.prepare(file, scope)) {
      model = addDocument(model, document, { session, scope });
    }
  }
  return model;
}

interface Context {
  readonly session: LoadSession;
  readonly scope: Scope;
}

function addDocument(model: Node | undefined, document: Node, context: Context): Node | undefined {
  const { session } = context;
  const top = mapAt(document);
  if (!top) {
    session.report([
      problemAt(document.origin, {
        code: 'wrong-type',
        message: 'A compose file must be a mapping',
        hint: 'Begin with "services:"',
      }),
    ]);
    return model;
  }
  const merged = dropRepeated(mergeModels(model, complete(top, context), session));
  const plain = takeVersion(merged as MapNode, session);
  const { problems, sound } = examine(plain);
  session.report(problems);
  if (!sound) return model;
  const raw = session.request.interpolate === false;
  return dropRepeated(canonicalModel(sound, { diagnostics: session.diagnostics, raw }));
}

/** The document with what it includes and extends. */
function complete(document: MapNode, context: Context): Node {
  const { session, scope } = context;
  const imported = importIncludes(document, {
    ...context,
    load: (files, inner) => loadModel(session, files, inner),
  });
  const extended = applyExtends(document, imported, { session, scope });
  const own = withoutKeys(extended, ['include']);
  return imported ? addImported(imported, own, session) : own;
}

function takeVersion(model: MapNode, session: LoadSession): MapNode {
  const version = model.entries.get('version');
  if (version?.value.kind !== 'scalar' || typeof version.value.value !== 'string') return model;
  session.report([
    problemAt(version.key, {
      code: 'obsolete-version',
      severity: 'warning',
      message: '"version" is obsolete and has no effect',
      trail: trailOf('version'),
      hint: 'Remove the line',
    }),
  ]);
  return withoutKeys(model, ['version']);
}
