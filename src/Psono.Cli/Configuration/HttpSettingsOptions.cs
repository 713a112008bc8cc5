using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;

namespace Psono.Cli.Configuration;

/// <summary>How psonoci talks to a server.</summary>
internal static class HttpSettingsOptions
{
    /// <param name="http">What is given.</param>
    /// <param name="waiting">See <see cref="HttpOptions.Waiting"/>.</param>
    /// <param name="isPatient">Whether to wait for a server that says that it is away.</param>
    public static HttpOptions ToOptions(this HttpSettings http, Func<IDisposable?>? waiting = null, bool isPatient = true) =>
        http.ToOptions(waiting, isPatient, SystemRoots.Bundle);
}
