using System.CommandLine;
using Psono.Server.Hosting;

namespace Psono.Server.Operations;

internal sealed class KeyShowCommand : ServerCommand
{
    public KeyShowCommand()
        : base("show", "print the server key, to compare it with the one that clients show when they first connect") => AddJson();

    public override IReadOnlyList<string> Examples => ["psono-server key show"];

    public override Task<OperatorAnswer> RunAsync(ServerParts parts, ParseResult given, string? line)
    {
        var key = new ServerKey(parts.State.Keys.VerifyKey, parts.Options.HostUrl, ProgramVersion.Text);
        return Task.FromResult(One(given, key, OperatorJson.Printed.ServerKey, $"{key.VerifyKey}\n"));
    }
}
