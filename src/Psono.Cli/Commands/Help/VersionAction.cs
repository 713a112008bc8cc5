using System.CommandLine;
using System.CommandLine.Invocation;
using System.Security.Cryptography;
using Psono.Cli.Terminal;

namespace Psono.Cli.Commands.Help;

internal sealed class VersionAction(TerminalOutput terminal) : SynchronousCommandLineAction
{
    /// <summary>Three numbers.</summary>
    public static Version Version => new(typeof(VersionAction).Assembly.GetName().Version!.ToString(3));

    /// <summary>Not a VersionOption: that loads the parser's own texts at each start.</summary>
    public static Option<bool> Option(TerminalOutput terminal) =>
        new("--version", "-V") { Action = new VersionAction(terminal), Description = "show the version", Arity = ArgumentArity.Zero };

    public override int Invoke(ParseResult parseResult)
    {
        terminal.WriteLine(
            AppContext.TryGetSwitch("Psono.Cli.ContainsOpenSsl", out var contains) && contains && OperatingSystem.IsLinux()
                ? $"psonoci {Version} (OpenSSL {OpenSslVersion(SafeEvpPKeyHandle.OpenSslVersion)})"
                : $"psonoci {Version}");
        return ExitCodes.Success;
    }

    /// <summary>Since 3.0 the number is MNN00PP0 in hex (OpenSSL_version(3)).</summary>
    public static string OpenSslVersion(long number) => $"{number >> 28}.{(number >> 20) & 0xff}.{(number >> 4) & 0xff}";
}
