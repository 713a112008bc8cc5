namespace Psono.Cli.Commands.Help;

internal sealed class LicenseCommand : PsonoCommand
{
    private static readonly string[] s_texts = ["LICENSE", "THIRD-PARTY-LICENSES"];

    public LicenseCommand(CommandContext context)
        : base("license", "print the license of psonoci and of what is built into it") => SetAction(_ =>
    {
        foreach (var name in s_texts)
        {
            using var text = typeof(LicenseCommand).Assembly.GetManifestResourceStream(name)!;
            var content = new byte[text.Length];
            text.ReadExactly(content);
            context.Terminal.Write(content);
        }

        return ExitCodes.Success;
    });
}
