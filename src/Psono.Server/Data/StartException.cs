namespace Psono.Server.Data;

/// <summary>Why the server cannot start, in one line for people.</summary>
internal sealed class StartException(string message) : Exception(message);
