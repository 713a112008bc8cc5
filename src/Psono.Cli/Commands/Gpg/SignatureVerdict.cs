namespace Psono.Cli.Commands.Gpg;

/// <summary>What is wrong with a signature, or who made it.</summary>
internal sealed record SignatureVerdict(string? Problem)
{
    public string Signer { get; init; } = "";

    public string Details { get; init; } = "";
}
