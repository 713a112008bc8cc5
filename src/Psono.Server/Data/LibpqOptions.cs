using System.Collections.Frozen;
using Npgsql;

namespace Psono.Server.Data;

/// <summary>What options are called by libpq, and so in URLs, and by the driver.</summary>
internal static class LibpqOptions
{
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["fallback_application_name"] = "Application Name",
        ["client_encoding"] = "Client Encoding",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["gssencmode"] = "GSS Encryption Mode",
        ["keepalives"] = "TCP Keepalive",
        ["keepalives_idle"] = "TCP Keepalive Time",
        ["keepalives_interval"] = "TCP Keepalive Interval",
        ["target_session_attrs"] = "Target Session Attributes",
        ["load_balance_hosts"] = "Load Balance Hosts",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OnlyLibpqs = new[]
    {
        "hostaddr", "keepalives_count", "tcp_user_timeout", "replication", "sslcompression", "sslcrl", "sslcrldir", "sslsni", "sslcertmode",
        "requiressl", "requirepeer", "ssl_min_protocol_version", "ssl_max_protocol_version", "min_protocol_version", "max_protocol_version",
        "gsslib", "gssdelegation", "service", "servicefile", "sslkeylogfile", "require_auth",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Name and value for the driver; null for what has no effect here.</summary>
    /// <exception cref="StartException">It would have an effect elsewhere.</exception>
    public static (string Name, string Value)? Translate(string said, string value)
    {
        if (OnlyLibpqs.Contains(said))
            throw Unknown(said, mayName: true);
        var name = Names.GetValueOrDefault(said, said);
        switch (name.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant())
        {
            case "TARGETSESSIONATTRIBUTES":
                RequirePrimary(said, value);
                return null;
            case "LOADBALANCEHOSTS" or "HOSTRECHECKSECONDS":
            case "ROOTCERTIFICATE" when value == "system":
            case "CLIENTENCODING" when value == "auto":
                return null;
            case "SSLMODE":
                return (name, value.Replace("-", "", StringComparison.Ordinal));
            case "TCPKEEPALIVE":
                return (name, value switch { "0" => "false", "1" => "true", _ => value });
            default:
                return (name, value);
        }
    }

    /// <summary>The authorities of the system are trusted, which is the driver's default.</summary>
    public static bool IsSystemRoots(string said, string value) =>
        value == "system" && Names.GetValueOrDefault(said, said).Replace(" ", "", StringComparison.Ordinal)
            .Equals("RootCertificate", StringComparison.OrdinalIgnoreCase);

    /// <summary>Somebody who names an authority wants the server's certificate to be checked, and libpq does so.</summary>
    public static void VerifyAsLibpq(NpgsqlConnectionStringBuilder builder, bool hasSystemRoots)
    {
        if (hasSystemRoots)
            builder.SslMode = SslMode.VerifyFull;
        else if (builder is { RootCertificate: not null, SslMode: SslMode.Require })
            builder.SslMode = SslMode.VerifyCA;
    }

    /// <param name="said">The name.</param>
    /// <param name="mayName">Otherwise it may be a piece of a password that was not quoted.</param>
    public static StartException Unknown(string said, bool mayName) => new(
        "the database connection has an option that psono-server does not know"
        + (mayName && said.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ' ') ? $": {said}" : ""));

    private static void RequirePrimary(string said, string value)
    {
        switch (value.ToUpperInvariant())
        {
            case "ANY" or "PRIMARY" or "READ-WRITE" or "PREFER-PRIMARY":
                return;
            case "STANDBY" or "READ-ONLY" or "PREFER-STANDBY":
                throw new StartException(
                    $"the database connection's {said} asks for a standby, and psono-server needs the primary, to store what it is given");
            default:
                throw new StartException($"the database connection's {said} is none of any, read-write, primary and prefer-primary");
        }
    }
}
