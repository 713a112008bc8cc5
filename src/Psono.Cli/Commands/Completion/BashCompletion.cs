namespace Psono.Cli.Commands.Completion;

internal static class BashCompletion
{
    public static string Of(CompletionWords words) =>
        $$"""
        # Completion of psonoci for bash: source <(psonoci completion bash)
        _psonoci() {
            local current=${COMP_WORDS[COMP_CWORD]} place=psonoci option= word list= files=
            local -i i number=0
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                # bash splits --option=value into three words.
                [[ $word == = ]] && continue
                if [[ $option ]]; then option=; continue; fi
                if [[ {{PosixCases.TakesCommandLine(words)}} && ($word == -- || $word != -*) ]]; then
                    [[ $word == -- ]] && ((i++))
                    _psonoci_command "$i"
                    return
                fi
                case "$place $word" in
        {{PosixCases.Take(words)}}
                    *) [[ $word == -* ]] || number+=1 ;;
                esac
            done
            if [[ $current == = ]]; then current=; fi
            if [[ $option ]]; then
                case "$place $option" in
        {{PosixCases.OptionValues(words)}}
                esac
            elif [[ {{PosixCases.TakesCommandLine(words)}} && $current != -* ]]; then
                _psonoci_command "$COMP_CWORD"
                return
            else
                case "$place $number" in
        {{PosixCases.ArgumentValues(words)}}
                esac
                if [[ ! $list || $current == -* ]]; then
                    case $place in
        {{PosixCases.Candidates(words)}}
                    esac
                fi
            fi
            COMPREPLY=()
            if [[ $files && $current != -* ]]; then
                compopt -o filenames 2>/dev/null
                mapfile -t COMPREPLY < <(compgen -f -- "$current")
            else
                mapfile -t COMPREPLY < <(compgen -W "$list" -- "$current")
            fi
        }

        # What run starts and check looks at is a command line of its own.
        _psonoci_command() {
            if declare -F _command_offset >/dev/null; then
                _command_offset "$1"
            elif (($1 >= COMP_CWORD)); then
                mapfile -t COMPREPLY < <(compgen -c -- "${COMP_WORDS[COMP_CWORD]}")
            else
                compopt -o filenames 2>/dev/null
                mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
            fi
        }

        complete -F _psonoci psonoci

        """;
}
