namespace Psono.Web.Services;

/// <summary>
/// Where clients and mails send people: <c>index.html#/device/…</c>, <c>activate.html#!/activation-code/…</c> and
/// <c>delete-user-confirm.html#!/unregistration-code/…</c>. What is after the <c>#</c> may be a key, so it leaves the address bar at once,
/// and is only ever in memory.
/// </summary>
internal sealed class StartAddress
{
    private static readonly Dictionary<string, string> Pages = new()
    {
        ["device"] = "/device", ["activation-code"] = "/activate", ["unregistration-code"] = "/delete-account",
    };

    private StartAddress(string? page, string[] parts)
    {
        Page = page;
        Parts = parts;
    }

    /// <summary>The page of this program that it means; null if it means none.</summary>
    public string? Page { get; }

    /// <summary>What follows the name: an id and a key, or a code.</summary>
    public IReadOnlyList<string> Parts { get; private set; }

    public static StartAddress Parse(string hash)
    {
        var parts = hash.TrimStart('#').TrimStart('!').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 && Pages.TryGetValue(parts[0], out var page)
            ? new StartAddress(page, parts[1..])
            : new StartAddress(null, []);
    }

    /// <summary>Takes the parts: they are used once.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = Parts;
        Parts = [];
        return taken;
    }
}
