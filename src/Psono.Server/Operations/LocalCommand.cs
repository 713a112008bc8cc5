using System.CommandLine;
using Psono.Server.Configuration;

namespace Psono.Server.Operations;

/// <summary>A command that is executed where it is typed: files of whoever types it are hardly the server's to read or write.</summary>
internal abstract class LocalCommand : OperatorCommand
{
    protected LocalCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <param name="options">The settings, as a server would have them.</param>
    /// <param name="given">The command line.</param>
    /// <returns>What to say at the end.</returns>
    /// <exception cref="OperatorException">It cannot be done.</exception>
    public abstract Task<OperatorAnswer> RunAsync(ServerOptions options, ParseResult given);
}
