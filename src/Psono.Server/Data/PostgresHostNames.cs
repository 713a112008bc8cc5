using System.Globalization;

namespace Psono.Server.Data;

/// <summary>
/// The hosts and ports of a connection: lists with commas, of which the ports may be one for all or in the driver's hosts.
/// </summary>
internal sealed class PostgresHostNames
{
    private const int UsualPort = 5432;

    private string[] _hosts = [];
    private string[] _ports = [];

    /// <summary>False: the option is about something else.</summary>
    public bool Take(string name, string value)
    {
        switch (name.ToUpperInvariant())
        {
            case "HOST" or "SERVER":
                _hosts = value.Split(',', StringSplitOptions.TrimEntries);
                return true;
            case "PORT":
                _ports = value.Split(',', StringSplitOptions.TrimEntries);
                return true;
            default:
                return false;
        }
    }

    public IReadOnlyList<(string Name, int Port)> List()
    {
        // What has spaces or = in it is another option, or a password.
        if (_hosts.Length == 0 || _hosts.Any(host => host.Length == 0 || host.Any(IsStrange)))
            throw NoHost();
        if (_ports.Length > 1 && _ports.Length != _hosts.Length)
            throw new StartException("the database connection has another number of ports than of hosts");
        return [.. _hosts.Select((host, i) => Split(host, _ports.Length == 0 ? "" : _ports[_ports.Length == 1 ? 0 : i]))];
    }

    /// <summary><c>host:5432</c> and <c>[::1]:5432</c> are the driver's; an address with colons and no brackets has no port.</summary>
    private static (string Name, int Port) Split(string host, string port)
    {
        if (Path.IsPathRooted(host))
            return (host, Number(port));
        var end = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = host.LastIndexOf(':');
        if (end < 0 && colon != host.IndexOf(':', StringComparison.Ordinal))
            return (host, Number(port));
        var name = end > 0 ? host[1..end] : colon < 0 ? host : host[..colon];
        return name.Length > 0
            ? (name, Number(colon > end ? host[(colon + 1)..] : port))
            : throw NoHost();
    }

    private static bool IsStrange(char c) => c is '=' or '@' || char.IsWhiteSpace(c) || char.IsControl(c);

    private static StartException NoHost() => new("the database connection names no host");

    private static int Number(string port) => port.Length == 0 ? UsualPort
        : int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536 ? number
        : throw new StartException(
            "the database connection has a port that is not a number from 1 to 65535 (special characters in a password of a URL are "
            + "written as % and two digits)");
}
