namespace Psono.Server.Data;

/// <summary>
/// <c>postgresql://user:password@a:5432,[::1]:5433/database?name=value</c>. Not of <see cref="Uri"/>, which knows a single host.
/// </summary>
internal static class PostgresUrl
{
    public static bool IsUrl(string text) =>
        text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The names are libpq's.</summary>
    public static IEnumerable<(string Name, string Value)> Read(string text)
    {
        var (beforeQuery, query) = Cut(text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, database) = Cut(beforeQuery, '/');
        // A password with a bare ? or / in it would be taken for names and hosts.
        if (query?.Contains('@') == true || database?.Contains('@') == true)
            throw NoUrl();
        var at = authority.LastIndexOf('@');
        var (user, password) = Cut(authority[..Math.Max(at, 0)], ':');
        var (hosts, ports) = Hosts(authority[(at + 1)..]);
        (string Name, string? Value)[] pairs =
            [("user", user), ("password", password), ("host", hosts), ("port", ports), ("dbname", database)];
        return
        [
            .. pairs.Where(pair => pair.Value?.Length > 0).Select(pair => (pair.Name, Decode(pair.Value!))),
            .. (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(Option),
        ];
    }

    private static (string Hosts, string? Ports) Hosts(string text)
    {
        var hosts = text.Split(',').Select(Host).ToList();
        return (string.Join(',', hosts.Select(host => host.Name)),
            text.Length > 0 ? string.Join(',', hosts.Select(host => host.Port)) : null);
    }

    private static (string Name, string Port) Host(string text)
    {
        if (!text.StartsWith('['))
            return Cut(text, ':') is var (name, port) ? (name, port ?? "") : default;
        var (address, rest) = Cut(text[1..], ']');
        return rest is not null && (rest.Length == 0 || rest[0] == ':') ? (address, rest.TrimStart(':')) : throw NoUrl();
    }

    private static (string Name, string Value) Option(string text) => Cut(text, '=') is var (name, value) && value is not null
        ? (Decode(name), Decode(value))
        : throw NoUrl();

    private static (string Before, string? After) Cut(string text, char separator) => text.IndexOf(separator) is var at and >= 0
        ? (text[..at], text[(at + 1)..])
        : (text, null);

    private static string Decode(string text) => Uri.UnescapeDataString(text);

    private static StartException NoUrl() =>
        new("the database connection is not a URL of the form postgresql://user:password@host:5432/database: special characters in user "
            + "and password are written as % and two digits");
}
