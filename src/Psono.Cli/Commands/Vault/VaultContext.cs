using System.CommandLine;
using Psono.Cli.Configuration;
using Psono.Cli.Terminal;
using Psono.Client.Accounts;
using Psono.Client.ApiKeys.Settings;
using Psono.Client.Http;
using Psono.Client.Vault;

namespace Psono.Cli.Commands.Vault;

/// <summary>What the commands of <c>psonoci vault</c> work with.</summary>
internal sealed class VaultContext(CommandContext context)
{
    private StateDirectory? _state;

    public CommandContext Command { get; } = context;

    public Option<bool> WithApiKey { get; } = new("--with-api-key")
    {
        Description = "act as the owner of an API key (-c psonoci.toml, options or environment) instead of logging in; for automation",
        Recursive = true,
    };

    /// <summary>Whether a command acts with an API key.</summary>
    public bool ActsWithApiKey { get; set; }

    /// <summary>The session of the API key, while the command has one.</summary>
    public KeyedSession? Keyed { get; set; }

    public TerminalOutput Terminal { get; } = context.Terminal;

    public Prompt Prompt { get; } = new(context.Terminal);

    public SessionFile Session => new(State);

    public KnownServers KnownServers => new(State);

    public SeenTreesFile SeenTrees => new(State);

    private StateDirectory State => _state ??= StateDirectory.Of(Command.Start.Environment);

    /// <summary>How to talk to the server.</summary>
    public HttpSettings Http(ParseResult parsed)
    {
        var http = Command.Settings.LoadServer(parsed).Http;
        if (http.DangerDisableTlsVerification)
            Terminal.Warn("the server's certificate is not verified: this allows man-in-the-middle attacks");
        return http;
    }

    /// <summary>The server that was named; null if none was.</summary>
    public Uri? Server(ParseResult parsed) =>
        Command.Settings.LoadServer(parsed).ServerUrl is { } url ? new Uri(ApiKeySettings.ParseServerUrl(url).TrimEnd('/')) : null;

    /// <summary>Goes on with the session, or with that of the API key. A server that is named has to be the one of the session.</summary>
    public VaultClient Open(ParseResult parsed)
    {
        if (Keyed is { } keyed)
            return keyed.Connect();
        var session = Session.Read();
        if (Server(parsed) is { } server && server != new Uri(session.ServerUrl))
        {
            throw new PsonociException(
                "other-server", $"you are logged in at {session.ServerUrl}, not at {server}",
                "log in there first: psonoci vault login; or omit --server-url");
        }

        return Connect(parsed, session);
    }

    public VaultClient Connect(ParseResult parsed, VaultSession session) =>
        new(Connect(parsed, new Uri(session.ServerUrl)), session, TimeProvider.System, SeenTrees);

    public HttpTransport Connect(ParseResult parsed, Uri server) =>
        new(server, Http(parsed).ToOptions(() => Terminal.Wait($"waiting for {server.Authority}")));
}
