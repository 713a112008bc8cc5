namespace Psono.Tests.Commands.Ssh;

/// <summary>An ssh-agent of OpenSSH, without a key in it. It ends with the test.</summary>
internal sealed class RealAgent : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _id;

    public RealAgent()
    {
        var started = Tool.Run("ssh-agent", ["-s", "-a", Socket]).Succeeds().Output;
        _id = started.Split("SSH_AGENT_PID=")[1].Split(';')[0];
    }

    public string Socket => _directory.File("agent");

    /// <summary>The public keys it holds, as <c>ssh-add -L</c> prints them; empty if there are none.</summary>
    public string Keys => Run("-L") is { ExitCode: 0 } listed ? listed.Output : "";

    public Tool Run(params string[] arguments) => Tool.Run("ssh-add", arguments, ("SSH_AUTH_SOCK", Socket));

    public void Dispose()
    {
        Tool.Run("ssh-agent", ["-k"], ("SSH_AGENT_PID", _id));
        _directory.Dispose();
    }
}
