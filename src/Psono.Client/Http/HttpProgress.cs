namespace Psono.Client.Http;

/// <summary>How far a transfer is.</summary>
/// <param name="Sent">The size of the request in bytes. How much of it is on its way, browsers do not tell.</param>
/// <param name="Received">The bytes of the answer so far.</param>
/// <param name="Length">The bytes of the whole answer, if that is known.</param>
internal readonly record struct HttpProgress(int Sent, int Received, long? Length);
