using System.CommandLine;

namespace Psono.Cli.Commands.Completion;

internal sealed class CompletionCommand : PsonoCommand
{
    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    public CompletionCommand(CommandContext context)
        : base("completion", "print a shell completion script")
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", Shells) };
        shell.CompletionSources.Add(Shells);
        Add(shell);
        SetAction(parsed =>
        {
            var words = new CompletionWords(parsed.RootCommandResult.Command);
            context.Terminal.Write(parsed.GetValue(shell) switch
            {
                "bash" => BashCompletion.Of(words),
                "zsh" => ZshCompletion.Of(words),
                "fish" => FishCompletion.Of(words),
                var other => throw PsonociException.NotOneOf("unknown shell", other ?? "", Shells),
            });
            return ExitCodes.Success;
        });
    }

    public override Needs Needs => Needs.Nothing;

    public override IReadOnlyList<string> Examples =>
    [
        "source <(psonoci completion bash)",
        "source <(psonoci completion zsh)",
        "psonoci completion fish | source",
    ];
}
