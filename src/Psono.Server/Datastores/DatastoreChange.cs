namespace Psono.Server.Datastores;

/// <summary>What is <see langword="null"/> stays as it is.</summary>
internal sealed record DatastoreChange(Guid Id)
{
    public string? Data { get; init; }

    public string? DataNonce { get; init; }

    public string? SecretKey { get; init; }

    public string? SecretKeyNonce { get; init; }

    public string? Description { get; init; }

    public bool? IsDefault { get; init; }

    /// <summary>Whether it changes more than how the datastore is called.</summary>
    public bool ReplacesContent => Data is not null || SecretKey is not null;

    /// <summary>The version the change was made from; any other stored version refuses it.</summary>
    public DateTimeOffset? OldWriteDate { get; init; }
}
