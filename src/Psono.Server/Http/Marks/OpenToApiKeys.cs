namespace Psono.Server.Http.Marks;

// docs/decisions/0064
/// <summary>
/// Marks an endpoint of sessions that those of API keys may use as well. Without the mark they may not, so that what is new stays closed
/// to them until somebody decides otherwise.
/// </summary>
internal sealed record OpenToApiKeys
{
    /// <summary>
    /// What restricted keys may use too: its SQL has <see cref="Authorization.SessionRights"/>, or touches the session only.
    /// </summary>
    public static readonly OpenToApiKeys All = new() { Restricted = true };

    /// <summary>What reaches beyond the granted secrets: for keys that stand for the whole account.</summary>
    public static readonly OpenToApiKeys Unrestricted = new();

    private OpenToApiKeys()
    {
    }

    /// <summary>Whether a key may use it that is restricted to its secrets.</summary>
    public bool Restricted { get; private init; }
}
