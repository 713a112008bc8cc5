namespace Psono.Cli.Commands.Help;

/// <summary>Prints texts that psonoci contains.</summary>
internal sealed class EmbeddedTextCommand : PsonoCommand
{
    private EmbeddedTextCommand(CommandContext context, string name, string description, params string[] texts)
        : base(name, description) => SetAction(_ =>
    {
        foreach (var text in texts)
        {
            using var stream = typeof(EmbeddedTextCommand).Assembly.GetManifestResourceStream(text);
            if (stream is null)
                continue;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            context.Terminal.Write(content);
        }

        return ExitCodes.Success;
    });

    public override Needs Needs => Needs.Nothing;

    // The last one is only where a whole runtime is in the file.
    public static EmbeddedTextCommand License(CommandContext context) => new(
        context, "license", "print the licenses of psonoci and of what it includes",
        "LICENSE", "THIRD-PARTY-LICENSES", "THIRD-PARTY-NOTICES.TXT");

    public static EmbeddedTextCommand ReleaseKey(CommandContext context) =>
        new(context, "release-key", "print the key that signs releases, as ssh-keygen -Y verify reads it", "allowed_signers");
}
