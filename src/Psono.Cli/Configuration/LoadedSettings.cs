using Psono.Client.ApiKeys;
using Psono.Client.ApiKeys.Caching;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;

namespace Psono.Cli.Configuration;

/// <summary>Settings, where they came from in words for people, and what belongs to this call and not to a configuration.</summary>
internal sealed record LoadedSettings(ApiKeySettings Settings, string Source) : IDisposable
{
    /// <summary>Where secrets are kept, sealed.</summary>
    public SecretCacheOptions? Cache { get; set; }

    /// <summary>Shows that the server is being waited for.</summary>
    public Func<IDisposable?>? Waiting { get; set; }

    public ApiKeyClient Connect() => new(
        new HttpTransport(new Uri(Settings.ServerUrl), Settings.Http.ToOptions(Waiting)), Settings.ApiKeyId, Settings.ApiSecretKey, Cache)
    {
        RequireBoundGrants = Settings.RequireBoundGrants,
    };

    public void Dispose() => Settings.Dispose();
}
