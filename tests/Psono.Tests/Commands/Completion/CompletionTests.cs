using Psono.Cli;

namespace Psono.Tests.Commands.Completion;

/// <summary>The scripts, loaded by the shells they are for.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>What is typed, and some of what the shell has to offer; after ! what it must not.</summary>
    public static TheoryData<string, string> Lines { get; } = new()
    {
        { "psonoci ", "run secret env-vars totp ssh gpg completion --config-path !man !--clear-env" },
        { "psonoci se", "secret !run" },
        { "psonoci secret ", "get set !run" },
        { "psonoci secret get 0e1ed23d ", "password url-filter elster-certificate-retrieval-code !--help" },
        { "psonoci secret get 0e1ed23d elster", "elster-certificate-password !password" },
        { "psonoci -c file --timeout 5 gpg ", "sign verify" },
        { "psonoci gpg sign --", "--armor --output --key-passphrase-file !--signature" },
        { "psonoci --error-format ", "text json !run" },
        { "psonoci run --duplicates ", "last first error" },
        { "psonoci env --format ", "dotenv json github" },
        { "psonoci run --watch --watch-signal ", "HUP USR1" },
        { "psonoci onboard --format ", "toml packed" },
        { "psonoci run -c --cl", "--clear-env" },
        { "psonoci vault api-key ", "create grant" },
        { "psonoci vault list --", "--json --trash !--reveal" },
        { "psonoci vault delete --", "--purge !--reveal" },
        { "psonoci completion ", "bash zsh fish" },
        { "psonoci -c ", "present.txt !run" },
        { "psonoci gpg verify 0e1ed23d ", "present.txt" },
        { "psonoci gpg verify 0e1ed23d --signature ", "present.txt" },
        { "psonoci run -- cat ", "present.txt" },
        { "psonoci run cat --filter present", "present.txt" },
        { "psonoci check -- cat ", "present.txt !--filter" },
        { "psonoci check cat --filter present", "present.txt" },
    };

    [Theory, MemberData(nameof(Lines))]
    public void Bash_completes(string typed, string offered) => Check(offered, Run("bash", ["--norc", "--noprofile"],
        $$"""
        source {{Script("bash")}}
        COMP_WORDS=({{typed}}{{(typed.EndsWith(' ') ? "''" : "")}})
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _psonoci
        printf '%s\n' "${COMPREPLY[@]}"
        """));

    [Fact]
    public void Bash_completes_a_value_behind_an_equals_sign() => Check("json !text", Run("bash", ["--norc", "--noprofile"],
        $$"""
        source {{Script("bash")}}
        COMP_WORDS=(psonoci --error-format = j) COMP_CWORD=3
        _psonoci
        printf '%s\n' "${COMPREPLY[@]}"
        """));

    /// <summary>In zsh completion belongs to the line editor, so its last step is replaced: what would be shown is printed.</summary>
    [Theory, MemberData(nameof(Lines))]
    public void Zsh_completes(string typed, string offered) => Check(offered, Run("zsh", ["-f"],
        $$"""
        compdef() { :; }
        compadd() { shift; print -l -- ${(M)@:#$words[CURRENT]*}; }
        _files() { print -l -- *(N); }
        _normal() { print -l -- *(N); }
        _describe() { print -l -- ${(M)${candidates%%:*}:#$words[CURRENT]*}; }
        source {{Script("zsh")}}
        words=({{typed}}{{(typed.EndsWith(' ') ? "''" : "")}})
        CURRENT=${#words}
        _psonoci
        """));

    [Theory, MemberData(nameof(Lines))]
    public void Fish_completes(string typed, string offered) => Check(offered, Run("fish", ["--no-config"],
        $$"""
        source {{Script("fish")}}
        complete -C '{{typed}}'
        """));

    [Fact]
    public void There_is_no_script_for_another_shell()
    {
        var terminal = new TestTerminal();
        Assert.Equal(ExitCodes.Usage, terminal.Run(["completion", "tcsh"]));
        Assert.StartsWith("psonoci: error: unknown shell 'tcsh'", terminal.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _directory.Dispose();

    private string Script(string shell)
    {
        var terminal = new TestTerminal();
        Assert.Equal(0, terminal.Run(["completion", shell]));
        return _directory.Write("psonoci." + shell, terminal.Data);
    }

    private string[] Run(string shell, string[] options, string script)
    {
        _directory.Write("present.txt", "");
        var run = Tool.Run(shell, [.. options, "-c", $"cd {_directory.Path}\n{script}"], ("HOME", _directory.Path),
            ("XDG_CONFIG_HOME", _directory.Path)).Succeeds();
        Assert.Equal("", run.Error);

        // fish puts a tab and the meaning behind a word.
        return [.. run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0])];
    }

    private static void Check(string expected, string[] offered)
    {
        foreach (var word in expected.Split(' '))
        {
            if (word.StartsWith('!'))
                Assert.DoesNotContain(word[1..], offered);
            else
                Assert.Contains(word, offered);
        }
    }
}
