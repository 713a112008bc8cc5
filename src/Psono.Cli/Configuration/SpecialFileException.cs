namespace Psono.Cli.Configuration;

/// <summary>There is a pipe, a socket or a device where a file is expected.</summary>
internal sealed class SpecialFileException : IOException;
