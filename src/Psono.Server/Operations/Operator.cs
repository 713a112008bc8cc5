using System.Collections;
using Microsoft.Extensions.Logging.Abstractions;
using Psono.Server.Authentication;
using Psono.Server.Configuration;
using Psono.Server.Data;
using Psono.Server.Hosting;
using Psono.Shared;

namespace Psono.Server.Operations;

// docs/decisions/0070
/// <summary>
/// Where a command is typed. The server that runs in the data directory executes it; if none does, or the command line names a database,
/// it is executed here.
/// </summary>
internal static class Operator
{
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, IDictionary environment)
    {
        var typed = OperatorCommandLine.Parse(arguments);
        if (typed.Command is not { } command)
        {
            Terminal.Print(typed.Help);
            return StartFailure.Success;
        }

        var options = OptionsReader.Read(typed.Settings, environment);
        CoreDumps.Forbid();
        var answer = command is LocalCommand local
            ? await local.RunAsync(options, typed.Given)
            : await AskAsync(options, typed, (ServerCommand)command, arguments);

        // Of a server that may run as another user: nothing in it moves the cursor.
        if (answer.Note is { } note)
            Terminal.Note(Printable.Of(note));
        Terminal.Print(Printable.Lines(answer.Output));
        return answer.Code;
    }

    private static async Task<OperatorAnswer> AskAsync(
        ServerOptions options, OperatorCommandLine typed, ServerCommand command, IReadOnlyList<string> arguments)
    {
        if (command.Confirmation(typed.Given) is { } confirmation)
            Confirm(confirmation.Question, confirmation.Expected);
        var line = command.ReadsLine(typed.Given) ? ReadLine() : null;
        var request = new OperatorRequest(arguments, line);
        return (typed.NamesDatabase ? null : await ControlSocket.AskAsync(options.DataDirectory, request))
            ?? await ExecuteAsync(options, typed, command, line);
    }

    /// <summary>In a process of its own. It makes and migrates nothing: that is for servers.</summary>
    private static async Task<OperatorAnswer> ExecuteAsync(
        ServerOptions options, OperatorCommandLine typed, ServerCommand command, string? line)
    {
        await using var state = await ServerState.OpenExistingAsync(options, TimeProvider.System);
        using var parts = new ServerParts(
            options, state, TimeProvider.System, new AuthkeyHasher(), NullLoggerFactory.Instance);
        var answer = await command.RunAsync(parts, typed.Given, line);
        await parts.Outbox.FinishAsync(TimeSpan.FromSeconds(options.EmailTimeoutSeconds));
        return answer;
    }

    private static void Confirm(string question, string expected)
    {
        if (Console.IsInputRedirected)
            throw new UsageException($"{question} Confirm with --yes");
        Terminal.Ask($"{question} Type {expected} to confirm: ");
        if (Console.ReadLine()?.Trim() != expected)
            throw new OperatorException("not confirmed: nothing was changed");
    }

    private static string ReadLine() => Console.In.ReadLine() is { Length: > 0 } line
        ? line
        : throw new UsageException("--password-stdin: there is nothing to read");
}
