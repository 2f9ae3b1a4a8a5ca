import type { Command, Flags } from '../cli/command.ts';
import { imageNameOf } from '../plan/image-steps.ts';
import { renderGraph } from '../render/graphviz.ts';
import { type Context, UserError } from './context.ts';
import { separatorOf } from './up-request.ts';

const FLAGS = {
  image: { kind: 'boolean', text: 'With the images of the services' },
  indentationSize: { kind: 'int', value: 'N', default: 1, text: 'Tabs, or spaces, of a level' },
  networks: { kind: 'boolean', text: 'With the networks of the services' },
  ports: { kind: 'boolean', text: 'With the ports that the services publish' },
  spaces: { kind: 'boolean', text: 'Indent with spaces' },
} as const satisfies Flags;

/** Reads the files alone; no engine is asked. */
export const command: Command<Context, typeof FLAGS> = {
  name: 'viz',
  summary: 'Print the project as a graph for graphviz',
  positionals: { usage: '[SERVICE...]', complete: 'services' },
  flags: FLAGS,
  async run({ flags, args }, context) {
    const { indentationSize: size } = flags;
    if (size < 0) throw new UserError(`invalid indentation size: ${size}`);
    const { project } = await context.load({ services: args });
    const separator = separatorOf(context);
    const text = renderGraph(project, {
      indent: (flags.spaces === true ? ' ' : '\t').repeat(size),
      networks: flags.networks === true,
      ports: flags.ports === true,
      ...(flags.image === true && { imageOf: (key) => imageNameOf(project, key, separator) }),
    });
    await context.host.stdout.write(text);
    return 0;
  },
};
