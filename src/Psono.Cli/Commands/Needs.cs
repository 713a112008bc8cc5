namespace Psono.Cli.Commands;

/// <summary>What a command works with, and so which of the options before it mean something for it.</summary>
internal enum Needs
{
    /// <summary>An API key and its server.</summary>
    ApiKey,

    /// <summary>A server.</summary>
    Server,

    /// <summary>Neither.</summary>
    Nothing,
}
