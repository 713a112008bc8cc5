using System.CommandLine;
using System.Security.Cryptography;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Settings;
using Psono.Shared;

namespace Psono.Cli.Commands.Run;

/// <summary>
/// The variables that were asked for: read, merged, and checked that nothing is missing. What <c>run</c> starts a command with is what
/// <c>check</c> judges and <c>env</c> writes. Disposing of it zeroes the values.
/// </summary>
internal sealed class SelectedVariables : IDisposable
{
    private readonly IReadOnlyList<SecretVariable> _all;

    private SelectedVariables(IReadOnlyList<OpenedSecret> secrets, RunOptions options)
    {
        _all = [.. secrets.SelectMany(SecretVariableReader.Read)];
        Variables = MergedVariables.Merge(_all, options);
        Unbound = [.. secrets.Where(secret => !secret.IsBound).Select(secret => secret.SecretId)];
    }

    public IReadOnlyList<MergedVariable> Variables { get; }

    /// <summary>The secrets whose grants are not bound to them.</summary>
    public IReadOnlyList<Guid> Unbound { get; }

    public static SelectedVariables Read(CommandContext context, ParseResult parsed, RunOptions options)
    {
        using var loaded = context.Settings.Load(parsed);
        using var client = loaded.Connect();

        // Synchronous: the command has to be started by the thread that Main runs on.
        return SelectAsync(context, loaded.Settings, client, options, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>For who reads more than once. The values are not zeroed here.</summary>
    public static async Task<IReadOnlyList<MergedVariable>> ReadAsync(
        CommandContext context, ApiKeySettings settings, ApiKeyClient client, RunOptions options, CancellationToken cancellationToken) =>
        (await SelectAsync(context, settings, client, options, cancellationToken)).Variables;

    private static async Task<SelectedVariables> SelectAsync(
        CommandContext context, ApiKeySettings settings, ApiKeyClient client, RunOptions options, CancellationToken cancellationToken)
    {
        options = options with { AllowUnsafeNames = [.. options.AllowUnsafeNames, .. settings.AllowUnsafeNames] };
        var secrets = options.Filter is { } references
            ? await client.ReadNamedAsync(references, cancellationToken)
            : await client.ReadManyAsync(cancellationToken: cancellationToken);
        if (secrets.Count == 0 && !options.AllowEmpty)
            throw NothingGranted();
        try
        {
            var selected = new SelectedVariables(secrets, options);
            foreach (var (winner, replaced) in selected.Variables)
            {
                foreach (var loser in replaced)
                    context.Terminal.Warn($"using {winner} from secret {winner.Source}, not from secret {loser.Source}");
            }

            WarnOfSteering(context, selected.Variables);
            return selected;
        }
        finally
        {
            foreach (var secret in secrets)
                secret.Dispose();
        }
    }

    public static PsonociException NothingGranted() => new(
        "no-variables", "the API key has no access to any secret",
        "grant access: psonoci vault api-key grant, or in the web vault; or use --allow-empty");

    private static void WarnOfSteering(CommandContext context, IReadOnlyList<MergedVariable> variables)
    {
        var steering = variables.Where(variable => variable.Steers is not null).ToList();
        if (steering.Count == 0)
            return;
        var names = steering.ConvertAll(variable => Printable.Of(variable.Winner.Name));
        var what = string.Join(", ", steering.Select(variable => variable.Steers).Distinct());
        var verbs = names.Count == 1 ? "comes from a secret and controls" : "come from a secret and control";
        context.Terminal.WarnOnce(
            $"{string.Join(", ", names)} {verbs} where the command finds {what}; to silence this warning: "
            + $"--allow-unsafe-names={string.Join(',', names)}");
    }

    public void Dispose()
    {
        foreach (var variable in _all)
            CryptographicOperations.ZeroMemory(variable.Value);
    }
}
