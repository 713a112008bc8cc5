namespace Psono.EndToEndTests.Faults;

/// <summary>What a network, a proxy or a hostile server does instead of answering.</summary>
public enum Fault
{
    /// <summary>Closes the connection after the request.</summary>
    Drop,

    /// <summary>Keeps the connection open and says nothing.</summary>
    Delay,

    /// <summary>429, and come back in an hour.</summary>
    TooManyRequests,

    /// <summary>500 with a page.</summary>
    ServerError,

    /// <summary>Half of the right answer.</summary>
    Truncated,

    /// <summary>The right answer, but for one bit of everything that is sealed or signed.</summary>
    WrongMac,

    /// <summary>Announces 10 GB, and sends them.</summary>
    TenGigabytes,

    /// <summary>Announces nothing, and does not stop sending.</summary>
    Endless,

    /// <summary>To a host where somebody might collect credentials.</summary>
    Redirect,

    /// <summary>A page with status 200.</summary>
    Page,

    /// <summary>Everything that is read is right, but a page with status 200 answers a write.</summary>
    PageForWrite,
}
