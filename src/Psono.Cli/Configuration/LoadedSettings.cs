namespace Psono.Cli.Configuration;

/// <summary>Where settings came from, in words for people.</summary>
internal sealed record LoadedSettings(Settings Settings, string Source) : IDisposable
{
    public void Dispose() => Settings.Dispose();
}
