namespace Psono.Cli.Commands.Help;

/// <summary>For packagers, so not listed: <c>psonoci man >psonoci.1</c>.</summary>
internal sealed class ManCommand : PsonoCommand
{
    public ManCommand(CommandContext context)
        : base("man", "print the manual page (roff)")
    {
        Hidden = true;
        SetAction(parsed =>
        {
            context.Terminal.Write(ManPage.Of(parsed.RootCommandResult.Command));
            return ExitCodes.Success;
        });
    }

    public override Needs Needs => Needs.Nothing;
}
