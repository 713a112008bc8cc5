using System.CommandLine;

namespace Psono.Cli.Commands.Vault.SecondFactors;

internal static class SecondFactorTitle
{
    public static Option<string> Option(string title) => new("--title")
    {
        Description = $"title of the method (default: {title})",
        HelpName = "title",
        DefaultValueFactory = _ => title,
    };
}
