/** Scripts that make a shell ask `__complete`. They never evaluate what they are told, and quote all of it. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** `programs` are the names that the shell completes. */
export function renderCompletionScript(shell: Shell, programs: readonly string[]): string {
  return SCRIPTS[shell](programs);
}

/**
 * Readline splits words at `=` and `:`, so they are joined again for the question, and what stands before the last of
 * these is cut from the answers. Runs on bash 3.2, which macOS has.
 */
const bash = (programs: readonly string[]): string => `# bash completion for ${programs.join(', ')}
__flotilla_complete() {
  local program=\${1/#\\~/$HOME} rest=\${COMP_LINE:0:COMP_POINT} part trimmed
  local -a words
  words=()
  for part in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    if [[ \${#words[@]} -gt 0 && $trimmed == "$rest" && -n $part ]]; then
      words[\${#words[@]}-1]+=\${trimmed:0:\${#part}}
    else
      words+=("\${trimmed:0:\${#part}}")
    fi
    rest=\${trimmed:\${#part}}
  done

  local typed=\${words[\${#words[@]}-1]} current=\${COMP_WORDS[COMP_CWORD]} cut prefix= line directive=0
  [[ $current == [=:] ]] && current=
  cut=\${typed%"$current"}
  if [[ $typed == -*=* ]]; then
    cut=\${cut#*=}
    if [[ $current == "$typed" ]]; then prefix=\${typed%%=*}=; fi
  fi
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :[0-9]* ]]; then
      directive=\${line#:}
    elif [[ $line == "$cut"* ]]; then
      COMPREPLY+=("$prefix\${line#"$cut"}")
    fi
  done < <("$program" __completeNoDesc "\${words[@]:1}" 2>/dev/null)

  if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
  if ((directive & 4)); then return; fi
  compopt -o filenames 2>/dev/null
  local action=-f
  if ((directive & 16)); then action=-d; fi
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <(compgen "$action" -- "$current")
}
complete -F __flotilla_complete ${programs.join(' ')}
`;

const zsh = (programs: readonly string[]): string => `#compdef ${programs.join(' ')}
# zsh completion for ${programs.join(', ')}
__flotilla_complete() {
  local line directive=0 program=\${(Q)words[1]/#\\~/$HOME}
  local -a asked found options
  asked=("\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}")
  if [[ $PREFIX == -*=* ]]; then
    compset -P '*='
  fi
  while IFS= read -r line; do
    if [[ $line == :<-> ]]; then
      directive=\${line#:}
    else
      line=\${line//:/\\\\:}
      found+=("\${line/$'\\t'/:}")
    fi
  done < <("$program" __complete "\${asked[@]}" 2>/dev/null)

  if ((directive & 2)); then options=(-S ''); fi
  if ((\${#found})); then
    _describe -V candidates found "\${options[@]}"
  elif ((directive & 16)); then
    _files -/
  elif ! ((directive & 4)); then
    _files
  fi
}
compdef __flotilla_complete ${programs.join(' ')}
`;

/** A candidate and its text come with a tab between them, which is fish’s own form. */
const fish = (programs: readonly string[]): string => `# fish completion for ${programs.join(', ')}
function __flotilla_complete
    set -l asked (commandline -opc)
    set -l typed (commandline -ct)
    set -l program $asked[1]
    set -e asked[1]
    set -l prefix (string match -r -- '^-.*?=' $typed)
    set -l directive 0
    set -l found
    for line in ($program __complete $asked "$typed" 2>/dev/null)
        if string match -qr -- '^:[0-9]+$' $line
            set directive (string sub -s 2 -- $line)
        else
            set -a found "$prefix$line"
        end
    end
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else if test $directive -eq 16
        __fish_complete_directories "$typed"
    else if test $directive -eq 0
        __fish_complete_path "$typed"
    end
end
${programs.map((name) => `complete -c ${name} -f -a '(__flotilla_complete)'`).join('\n')}
`;

const SCRIPTS: Readonly<Record<Shell, (programs: readonly string[]) => string>> = {
  bash,
  zsh,
  fish,
};
