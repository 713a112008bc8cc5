namespace Psono.Server.Http.Marks;

/// <summary>How large the body of an endpoint's requests may be.</summary>
internal sealed record BodyLimit(int Bytes)
{
    /// <summary>What an endpoint gets that asks for nothing else: enough for ids, keys and an account.</summary>
    public const int Small = 64 * 1024;
}
