using System.Text.Json;
using System.Text.Json.Nodes;
using Psono.Cli.Terminal;
using Psono.Protocol.Encodings;

namespace Psono.Cli.Commands.Vault;

/// <summary>The verify keys of the servers that were trusted before, by URL. They stay when the session ends.</summary>
internal sealed class KnownServers(StateDirectory state)
{
    private const string File = "known-servers.json";
    private const int MaxDepth = 8;

    public string Path => state.PathOf(File);

    public string? Find(Uri server) => Read()[Name(server)]?.GetValue<string>();

    public void Remember(Uri server, string verifyKey)
    {
        var servers = Read();
        if (servers[Name(server)]?.GetValue<string>() == verifyKey)
            return;
        servers[Name(server)] = verifyKey;
        state.Write(File, JsonOutput.Format(servers, indented: true) + "\n");
    }

    private JsonObject Read()
    {
        if (state.Read(File) is not { } utf8)
            return [];
        if (OpenedJson.Parse(utf8, MaxDepth) is { } servers && servers.All(server => server.Value?.GetValueKind() == JsonValueKind.String))
            return servers;
        throw new PsonociException(
            "state", $"{Path} is not a valid list of known servers", "fix or delete it; after that, confirm each server again");
    }

    private static string Name(Uri server) => server.GetLeftPart(UriPartial.Path).TrimEnd('/').ToLowerInvariant();
}
