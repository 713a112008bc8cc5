namespace Psono.Client.ApiKeys;

/// <summary>A secret that is known.</summary>
internal sealed record KnownSecret
{
    public required OpenableSecret Secret { get; init; }

    /// <summary>When the server last said that this is the present version.</summary>
    public required DateTimeOffset ConfirmedAt { get; init; }
}
