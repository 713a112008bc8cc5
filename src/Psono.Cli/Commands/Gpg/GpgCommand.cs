using System.CommandLine;
using Psono.Cli.Terminal;
using Psono.Shared;

namespace Psono.Cli.Commands.Gpg;

internal sealed class GpgCommand : PsonoCommand
{
    public GpgCommand(CommandContext context)
        : base("gpg", "sign and verify with the OpenPGP key of a secret")
    {
        Add(new GpgSignCommand(context));
        Add(new GpgVerifyCommand(context));
    }

    public static Argument<string?> Document(string what) => new("file")
    {
        Description = $"{what}; standard input if omitted or -",
        HelpName = "path",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Stream Open(string? path)
    {
        if (path is null or "-")
            return StandardStreams.Input();
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PsonociException("input", $"{path} {ReadFailure.Of(path, e)}");
        }
    }
}
