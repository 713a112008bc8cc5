using Microsoft.Extensions.Configuration;
using Psono.Client.Http;
using Psono.Extensions.Configuration;

namespace Psono.Tests.Client;

/// <summary>The configuration of a program that reads secrets of a server.</summary>
internal sealed record BuiltConfiguration(IConfigurationRoot Configuration, PsonoConfigurationProvider Provider) : IDisposable
{
    public static BuiltConfiguration Build(
        ApiKeyServer server, Action<PsonoConfigurationOptions>? configure = null, IConfigurationBuilder? before = null)
    {
        var configuration = (before ?? new ConfigurationBuilder()).AddPsono(options =>
        {
            options.ServerUrl = server.Http.Url;
            options.ApiKeyId = ApiKeyServer.ApiKeyId;
            options.ApiSecretKeyHex = ApiKeyServer.SecretKeyHex;
            options.Http = new HttpOptions { MaxRetries = 0 };
            configure?.Invoke(options);
        }).Build();
        return new BuiltConfiguration(configuration, configuration.Providers.OfType<PsonoConfigurationProvider>().Single());
    }

    public void Dispose() => Provider.Dispose();
}
