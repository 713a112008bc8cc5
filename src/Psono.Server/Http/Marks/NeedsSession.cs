namespace Psono.Server.Http.Marks;

/// <summary>Marks an endpoint that needs a session. The mark nearest to the endpoint counts.</summary>
internal sealed record NeedsSession
{
    /// <summary>A token that is not activated yet will do.</summary>
    public bool InactiveAllowed { get; init; }

    /// <summary>Stays open while the account must change its password.</summary>
    public bool OpenBeforePasswordChange { get; init; }

    public TokenRight Right { get; init; } = TokenRight.ByMethod;
}

/// <summary>What a token must be allowed to do. A token of an API key may be read-only or write-only.</summary>
internal enum TokenRight
{
    /// <summary><c>GET</c> reads, everything else writes.</summary>
    ByMethod,

    ReadAndWrite,

    None,
}
