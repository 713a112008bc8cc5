using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations;

/// <summary>
/// A command that the server executes. It is parsed twice: where it is typed, for its help, its errors and what it asks, and in the server.
/// </summary>
internal abstract class ServerCommand : OperatorCommand
{
    protected ServerCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>What has to be typed before anything happens, after a question; null: nothing.</summary>
    public virtual (string Question, string Expected)? Confirmation(ParseResult given) => null;

    /// <summary>Whether it reads a line of stdin, such as a password.</summary>
    public virtual bool ReadsLine(ParseResult given) => false;

    /// <param name="parts">Of the server, or of nobody's if it does not run.</param>
    /// <param name="given">The command line.</param>
    /// <param name="line">What was read of stdin.</param>
    /// <exception cref="OperatorException">It cannot be done.</exception>
    public abstract Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line);
}
