namespace Psono.Client.ApiKeys;

/// <summary>A secret that can be opened: as the server sealed it, or as it was kept.</summary>
internal abstract record OpenableSecret
{
    public required Guid Id { get; init; }

    /// <summary>The date of the last change. Null on servers that do not tell.</summary>
    public string? WriteDate { get; init; }

    public abstract SealedVersion Version { get; }
}
