using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.ApiKeys.Settings;
using Psono.Shared;

namespace Psono.Cli.Commands;

/// <summary>One failure, as people or scripts read it: <c>psonoci: error: …</c>, <c>psonoci: hint: …</c>, or one line of JSON.</summary>
internal sealed record ErrorReport(string Code, string Message, string? Hint, int ExitCode)
{
    public static ErrorReport Of(Exception exception, string? configuration = null) => exception switch
    {
        PsonociException e => new(e.Code, e.Message, e.Hint, e.ExitCode),
        PsonoApiException e => new(FailureCodes.Of(e.Failure), e.Message, FailureHints.Of(e, configuration), ExitCodes.Error),
        ApiKeySettingsException e => new("configuration", e.Message, e.Hint, ExitCodes.Error),
        OperationCanceledException => new("canceled", "interrupted", null, ExitCodes.Error),
        IOException or UnauthorizedAccessException => new("input-output", "cannot use standard input or output", null, ExitCodes.Error),

        // A mistake of ours. No details: they might hold what must not be seen.
        _ => new("internal", $"internal error ({exception.GetType().Name})", "report it with the command, but without secrets",
            ExitCodes.Error),
    };

    public void Write(TerminalOutput terminal, bool json)
    {
        if (json)
        {
            var error = new JsonObject { ["error"] = Code, ["message"] = Message, ["hint"] = Hint };
            terminal.Tell(JsonOutput.Format(error, indented: false, onScreen: true));
            return;
        }

        terminal.Tell($"psonoci: error: {Printable.Of(Message)}");
        if (Hint is not null)
            terminal.Tell($"psonoci: hint: {Printable.Of(Hint)}");
    }
}
