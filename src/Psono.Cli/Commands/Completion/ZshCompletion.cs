namespace Psono.Cli.Commands.Completion;

internal static class ZshCompletion
{
    public static string Of(CompletionWords words) =>
        $$"""
        #compdef psonoci
        # Completion of psonoci for zsh: source <(psonoci completion zsh), or a file _psonoci in a directory of $fpath
        _psonoci() {
            local current=${words[CURRENT]} place=psonoci option= word list= files=
            local -a candidates
            local -i i number=0
            for ((i = 2; i < CURRENT; i++)); do
                word=${words[i]}
                if [[ -n $option ]]; then option=; continue; fi
                if [[ {{PosixCases.TakesCommandLine(words)}} && ($word == -- || $word != -*) ]]; then
                    [[ $word == -- ]] && ((i++))
                    words=("${(@)words[i,-1]}")
                    ((CURRENT -= i - 1))
                    _normal
                    return
                fi
                case "$place $word" in
        {{PosixCases.Take(words)}}
                    *) [[ $word == -* ]] || ((++number)) ;;
                esac
            done
            if [[ -n $option ]]; then
                case "$place $option" in
        {{PosixCases.OptionValues(words)}}
                esac
            elif [[ {{PosixCases.TakesCommandLine(words)}} && $current != -* ]]; then
                words=("$current")
                CURRENT=1
                _normal
                return
            else
                case "$place $number" in
        {{PosixCases.ArgumentValues(words)}}
                esac
                if [[ -z $list || $current == -* ]]; then
                    list=
                    case $place in
        {{PosixCases.DescribedCandidates(words)}}
                    esac
                fi
            fi
            if [[ -n $files && $current != -* ]]; then
                _files
            elif [[ -n $list ]]; then
                compadd -- ${=list}
            elif (($#candidates)); then
                _describe -t words psonoci candidates
            fi
        }

        if [[ ${zsh_eval_context[-1]} == loadautofunc ]]; then
            _psonoci "$@"
        else
            compdef _psonoci psonoci
        fi

        """;
}
