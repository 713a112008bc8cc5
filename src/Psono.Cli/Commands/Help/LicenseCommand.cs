namespace Psono.Cli.Commands.Help;

internal sealed class LicenseCommand : PsonoCommand
{
    // The last one is only where a whole runtime is in the file.
    private static readonly string[] Texts = ["LICENSE", "THIRD-PARTY-LICENSES", "THIRD-PARTY-NOTICES.TXT"];

    public LicenseCommand(CommandContext context)
        : base("license", "print the licenses of psonoci and of what it includes") => SetAction(_ =>
    {
        foreach (var name in Texts)
        {
            using var text = typeof(LicenseCommand).Assembly.GetManifestResourceStream(name);
            if (text is null)
                continue;
            var content = new byte[text.Length];
            text.ReadExactly(content);
            context.Terminal.Write(content);
        }

        return ExitCodes.Success;
    });

    public override Needs Needs => Needs.Nothing;
}
