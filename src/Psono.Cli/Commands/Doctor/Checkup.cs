using System.Globalization;
using Psono.Cli.Commands.Help;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Client;
using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Protocol.ApiKeys;
using Psono.Protocol.Cryptography;
using Psono.Shared;

namespace Psono.Cli.Commands.Doctor;

/// <summary>
/// The checks. One that fails ends those that depend on it; the cache depends on none of them. Without settings only the way to the server.
/// </summary>
internal sealed class Checkup(string serverUrl, HttpSettings http, LoadedSettings? loaded, List<Finding> findings, TimeProvider time)
{
    private static readonly TimeSpan ClockWarning = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ClockFailure = TimeSpan.FromMinutes(5);

    /// <summary>The configuration that is in effect, for hints.</summary>
    public string? Configuration { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var server = new Uri(serverUrl);
        if (await new NetworkCheck(http, findings, time) { Configuration = Configuration }.RunAsync(server, cancellationToken))
        {
            using var transport = new HttpTransport(server, http.ToOptions(isPatient: false));
            if (await TryAsync("server", () => CheckServerAsync(transport, cancellationToken)) && loaded is not null)
                await CheckKeyAsync(loaded.Settings, cancellationToken);
        }

        if (loaded is null)
        {
            findings.Add(Finding.Warn("key", "not checked, nor are its permissions and secrets", "provide a configuration or an API key"));
            return;
        }

        await TryAsync("cache", () =>
        {
            CheckCache(loaded);
            return Task.CompletedTask;
        });
    }

    private async Task CheckServerAsync(HttpTransport transport, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var identity = await ServerIdentity.FetchAsync(transport, trustedKey: null, _ => true, cancellationToken);
        var answered = time.GetUtcNow();
        var kind = identity.Info.PsonoNet is { } ours
            ? $"Psono.NET {ours.Version}, one request for all secrets"
            : "stock server, one extra request per secret";
        findings.Add(Finding.Ok(
            "server", $"version {Printable.Short(identity.Info.Version)}, signed by {identity.VerifyKey[..16]}…; {Printable.Short(kind)}"));
        if (identity.Info.PsonoNet?.Version is { } release && IsNewer(release))
        {
            findings.Add(Finding.Warn(
                "psonoci",
                $"version {VersionAction.Version} is older than the server's, {Printable.Short(release)}",
                $"update psonoci; {new Uri(new Uri(serverUrl), "/install/")} says how"));
        }

        if (identity.ServerTime is { } serverTime)
            CheckClock(asked + ((answered - asked) / 2) - serverTime);
    }

    private static bool IsNewer(string release) =>
        Version.TryParse(release.Split('-', '+')[0], out var server) && server > VersionAction.Version;

    /// <summary>The server tells whole seconds, cut off.</summary>
    private void CheckClock(TimeSpan difference)
    {
        var off = (difference - TimeSpan.FromSeconds(0.5)).Duration();
        var message = string.Create(
            CultureInfo.InvariantCulture, $"{off.TotalSeconds:0} s {(difference < TimeSpan.Zero ? "behind" : "ahead of")} the server");
        findings.Add(off < ClockWarning
            ? Finding.Ok("clock", "in sync")
            : new Finding("clock", off < ClockFailure ? Verdict.Warn : Verdict.Fail, message,
                "sync both clocks with NTP; certificates and the age of the cache depend on them"));
    }

    private async Task CheckKeyAsync(ApiKeySettings settings, CancellationToken cancellationToken)
    {
        // A client of its own, without the cache: it is the server that is asked. It takes its key with it when it goes.
        using var client = new ApiKeyClient(
            new HttpTransport(new Uri(serverUrl), http.ToOptions(isPatient: false)), settings.ApiKeyId,
            SecretKey.FromBytes(settings.ApiSecretKey.Bytes));
        InspectApiKeyResponse? key = null;
        if (!await TryAsync("key", async () => key = await client.InspectAsync(cancellationToken)) || key is null)
            return;
        findings.Add(Finding.Ok("key", "exists and is active"));
        CheckRights(key);
        await CheckSecretsAsync(client, key, cancellationToken);
    }

    private void CheckRights(InspectApiKeyResponse key)
    {
        var rights = $"{(key.Read ? "can read" : "cannot read")}, {(key.Write ? "can write" : "cannot write")}";
        if (!key.Read)
            findings.Add(new Finding("rights", Verdict.Fail, rights, "give the API key read permission"));
        else if (key.AllowInsecureAccess)
            findings.Add(Finding.Warn(
                "rights", $"{rights}, allows server-side decryption", "turn insecure access off: psonoci does not need it"));
        else if (!key.RestrictToSecrets)
            findings.Add(Finding.Warn(
                "rights", $"{rights}, has access to the whole account", "use an API key that is limited to selected secrets"));
        else
            findings.Add(Finding.Ok("rights", rights));
    }

    private async Task CheckSecretsAsync(ApiKeyClient client, InspectApiKeyResponse key, CancellationToken cancellationToken)
    {
        var ids = key.ApiKeySecrets.Select(secret => secret.SecretId).Distinct().Order().ToList();
        if (ids.Count == 0)
        {
            findings.Add(Finding.Warn("secrets", "the API key has no access to any secret", "grant access: psonoci vault api-key grant"));
            return;
        }

        if (!key.Read)
            return;
        if (await TryAsync("secret key", async () => (await client.ReadAsync(ids[0], cancellationToken)).Dispose()))
        {
            findings.Add(Finding.Ok("secret key", $"decrypts secret {ids[0]}"));
            await TryAsync("secrets", () => CheckGrantsAsync(client, ids, cancellationToken));
        }
    }

    private async Task CheckGrantsAsync(ApiKeyClient client, List<Guid> ids, CancellationToken cancellationToken)
    {
        var unbound = 0;
        foreach (var secret in await client.ReadManyAsync(ids, cancellationToken))
        {
            using (secret)
                unbound += secret.IsBound ? 0 : 1;
        }

        findings.Add(unbound == 0
            ? Finding.Ok("secrets", $"{ids.Count}")
            : Finding.Warn(
                "secrets", $"{ids.Count}, {unbound} with an unbound grant: a malicious server could swap them",
                "have their owner grant access again: psonoci vault api-key grant"));
    }

    private void CheckCache(LoadedSettings loaded)
    {
        if (loaded.Cache is not { } cache)
            return;
        using var client = new ApiKeyClient(
            new HttpTransport(new Uri(serverUrl), http.ToOptions(isPatient: false)), loaded.Settings.ApiKeyId,
            SecretKey.FromBytes(loaded.Settings.ApiSecretKey.Bytes), cache);
        var state = client.ReadCacheState()!;
        var age = time.GetUtcNow() - state.ConfirmedAt;
        if (age is null)
            findings.Add(Finding.Warn("cache", $"{state.File} is empty", "the next command that reads secrets fills it"));
        else if (age > cache.MaxAge)
            findings.Add(Finding.Warn("cache", $"{Show(state)}, which is too old to be used",
                "read the secrets again, or increase --cache-max-age"));
        else if (age < -ClockFailure)
            findings.Add(Finding.Warn("cache", $"{Show(state)}, which is in the future", "set this machine's clock"));
        else
            findings.Add(Finding.Ok("cache", Show(state)));
    }

    private async Task<bool> TryAsync(string check, Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (PsonoApiException e)
        {
            findings.Add(new Finding(check, Verdict.Fail, e.Message, FailureHints.Of(e, Configuration)));
            return false;
        }
    }

    private static string Show(SecretCacheState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count.Of(state.Secrets, "secret")} in {state.File}, the oldest confirmed at {state.ConfirmedAt?.UtcDateTime:yyyy-MM-dd HH:mm}Z");
}
