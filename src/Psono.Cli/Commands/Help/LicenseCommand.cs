namespace Psono.Cli.Commands.Help;

internal sealed class LicenseCommand : PsonoCommand
{
    private static readonly string[] Texts = ["LICENSE", "THIRD-PARTY-LICENSES"];

    public LicenseCommand(CommandContext context)
        : base("license", "print the licenses of psonoci and of what it includes") => SetAction(_ =>
    {
        foreach (var name in Texts)
        {
            using var text = typeof(LicenseCommand).Assembly.GetManifestResourceStream(name)!;
            var content = new byte[text.Length];
            text.ReadExactly(content);
            context.Terminal.Write(content);
        }

        return ExitCodes.Success;
    });

    public override Needs Needs => Needs.Nothing;
}
